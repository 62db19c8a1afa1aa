/// The three-digit outcome of an exchange.
package struct HTTPStatus: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// 200 to 599.
    package let code: Int

    /// The status with this code; a code outside 200…599 is a programmer's mistake.
    package init(_ code: Int) {
        precondition((200...599).contains(code), "A response has a status from 200 to 599")
        self.code = code
    }

    /// The status written as a number.
    package init(integerLiteral code: Int) {
        self.init(code)
    }

    /// The code in digits.
    package var description: String { String(code) }

    /// Whether the protocol forbids a body (204 and 304).
    var forbidsBody: Bool { code == 204 || code == 304 }

    /// 200.
    package static let ok: HTTPStatus = 200
    /// 201, a resource was made.
    package static let created: HTTPStatus = 201
    /// 202, taken in and not finished.
    package static let accepted: HTTPStatus = 202
    /// 204, done, nothing to show.
    package static let noContent: HTTPStatus = 204
    /// 303, look there with GET.
    package static let seeOther: HTTPStatus = 303
    /// 304, what you have is still right.
    package static let notModified: HTTPStatus = 304
    /// 400, cannot be understood.
    package static let badRequest: HTTPStatus = 400
    /// 401, say who you are.
    package static let unauthorized: HTTPStatus = 401
    /// 403, not you.
    package static let forbidden: HTTPStatus = 403
    /// 404, not here, or not for you to know.
    package static let notFound: HTTPStatus = 404
    /// 405, the resource does not do this.
    package static let methodNotAllowed: HTTPStatus = 405
    /// 409, the state has changed meanwhile.
    package static let conflict: HTTPStatus = 409
    /// 413, the body is too large.
    package static let contentTooLarge: HTTPStatus = 413
    /// 415, a body of this kind is not read here.
    package static let unsupportedMediaType: HTTPStatus = 415
    /// 422, understood, and a field breaks a rule.
    package static let unprocessable: HTTPStatus = 422
    /// 429, wait before the next try.
    package static let tooManyRequests: HTTPStatus = 429
    /// 500, our fault.
    package static let internalServerError: HTTPStatus = 500
    /// 501, this part of the protocol is not spoken here.
    package static let notImplemented: HTTPStatus = 501
    /// 503, not now.
    package static let serviceUnavailable: HTTPStatus = 503
    /// 505, this version of the protocol is not spoken here.
    package static let versionNotSupported: HTTPStatus = 505
}
