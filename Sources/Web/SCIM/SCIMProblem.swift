import Domain
import HTTPServer
import Profiles
import Tenants

/// What was wrong with a request, in the word of RFC 7644 (section 3.12).
enum SCIMType: String, CaseIterable {
    case invalidFilter
    case tooMany
    case uniqueness
    case mutability
    case invalidSyntax
    case invalidPath
    case noTarget
    case invalidValue
    case invalidVers
    case sensitive
    case invalidCursor
}

extension ProblemError {
    /// A refusal with its word.
    static func scim(_ status: HTTPStatus, _ type: SCIMType?, ja: String, en: String) -> ProblemError {
        ProblemError(
            problem: Problem(status, type?.rawValue ?? "scim", LocalizedText(ja: ja, en: en)))
    }
}

extension Problem {
    /// The error as SCIM writes it (RFC 7644, section 3.12).
    func scimResponse(in language: Language) -> HTTPResponse {
        let isInvalid = code == "invalidInput"
        let status: HTTPStatus = isInvalid ? .badRequest : status
        let detail = ([fields.isEmpty ? message[language] : nil] + fields.map { $0.message[language] })
            .compactMap(\.self).joined(separator: " ")
        var members: [(String, JSON)] = [
            ("schemas", ["urn:ietf:params:scim:api:messages:2.0:Error"]), ("status", .text("\(status.code)")),
        ]
        if let type = isInvalid ? SCIMType.invalidValue : SCIMType(rawValue: code) {
            members.append(("scimType", .text(type.rawValue)))
        }
        members.append(("detail", .text(detail)))
        var response = HTTPResponse.scim(.object(members), status: status)
        if let retryAfter { response.headers["Retry-After"] = String(retryAfter) }
        if status == .unauthorized { response.headers["WWW-Authenticate"] = "Bearer" }
        return response
    }

    /// What is said of an error of a use case of the directory, where it has a word of its own.
    static func ofDirectory(_ error: any Error) -> any Error {
        switch error {
        case DirectoryUsers.Conflict.userName:
            ProblemError.scim(
                .conflict, .uniqueness, ja: "この userName の方がすでにいます。その方を変更するか、別の userName にしてください。",
                en: "Somebody has this userName. Change them, or use another userName.")
        case DirectoryUsers.Conflict.employeeNumber(let person):
            ProblemError.scim(
                .conflict, .uniqueness,
                ja: "この employeeNumber の方がすでに登録されています。追加せず、/Users/\(person) を変更してください。",
                en:
                    "Somebody with this employeeNumber is there already. Change /Users/\(person) instead of adding them."
            )
        case DirectoryUsers.Conflict.ofOffice:
            ProblemError.scim(
                .conflict, .uniqueness,
                ja: "退職した事務所の方は、ここからは復帰できません。事務所の方がIDの画面で復帰させてください。",
                en:
                    "Somebody of an office who has left is not taken up again here. Their colleagues do so on the pages."
            )
        case let error as DirectoryGroups.Conflict:
            ProblemError.scim(
                .conflict, .uniqueness, ja: "この部門はすでにあります。追加せず、/Groups/\(error.id) を変更してください。",
                en: "This department is there already. Change /Groups/\(error.id) instead of adding it.")
        case let error as UnknownMember:
            ProblemError.scim(
                .badRequest, .invalidValue, ja: "members の \(error.id) という方はいません。",
                en: "There is no user \(error.id) for members.")
        case let error as TooManyMembers:
            ProblemError.scim(
                HTTPStatus(413), nil, ja: "1回に移せるのは\(error.most)人までです。いくつかの PATCH に分けてください。",
                en: "At most \(error.most) people can move at once. Send several PATCH requests.")
        case let error as InvalidInput:
            // A directory tries again by itself what is only late, and gives up what is wrong.
            if let busy = error.errors.first(where: { $0.rule == DepartmentHold.beingAskedRule }) {
                ProblemError(
                    problem: Problem(.serviceUnavailable, DepartmentHold.beingAskedRule, busy.message, retryAfter: 5))
            } else {
                error
            }
        default: error
        }
    }
}

extension HTTPResponse {
    /// A SCIM message or resource.
    static func scim(_ json: JSON, status: HTTPStatus = .ok) -> HTTPResponse {
        bytes(json.bytes, contentType: "application/scim+json", status: status)
    }
}
