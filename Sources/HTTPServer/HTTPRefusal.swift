package import Domain

/// Why the server itself answered, in place of the handler.
package enum HTTPRefusal: Error, Hashable, Sendable {
    /// The head breaks a rule of the protocol or could be read in two ways.
    case malformedRequest
    /// The body says it is a form with parts and is not.
    case malformedForm
    /// The body is longer than this many bytes.
    case bodyTooLarge(limit: Int)
    /// Too many large bodies are being received.
    case tooManyBodies
    /// A transfer coding other than `chunked`.
    case unknownTransferEncoding
    /// A version other than HTTP/1.0 and HTTP/1.1.
    case unknownVersion
    /// The handler took longer than the exchange may last; what it began may still be done.
    case deadlinePassed
    /// The server is going down.
    case stopping
    /// The handler's response had a header that cannot be sent.
    case unusableResponse

    /// The status it is answered with.
    package var status: HTTPStatus {
        switch self {
        case .malformedRequest, .malformedForm: .badRequest
        case .bodyTooLarge: .contentTooLarge
        case .unknownTransferEncoding: .notImplemented
        case .unknownVersion: .versionNotSupported
        case .deadlinePassed, .stopping, .tooManyBodies: .serviceUnavailable
        case .unusableResponse: .internalServerError
        }
    }

    /// A stable word for programs.
    package var code: String {
        switch self {
        case .malformedRequest: "malformedRequest"
        case .malformedForm: "malformedForm"
        case .bodyTooLarge: "bodyTooLarge"
        case .tooManyBodies: "tooManyBodies"
        case .unknownTransferEncoding: "unknownTransferEncoding"
        case .unknownVersion: "unknownVersion"
        case .deadlinePassed: "deadlinePassed"
        case .stopping: "stopping"
        case .unusableResponse: "unusableResponse"
        }
    }

    /// The sentence for a person: what happened and what can be done.
    package var text: LocalizedText {
        switch self {
        case .malformedRequest:
            LocalizedText(
                ja: "リクエストを読み取れませんでした。アドレスを確かめて、もう一度お試しください。",
                en: "The request could not be read. Check the address and try again.")
        case .malformedForm:
            LocalizedText(
                ja: "送信された内容を読み取れませんでした。前の画面に戻り、もう一度送信してください。",
                en: "What was sent could not be read. Go back and send it again.")
        case .bodyTooLarge(let limit):
            LocalizedText(
                ja: "送信された内容が大きすぎます。\(limit)バイト以内にしてください。",
                en: "What was sent is too large. Keep it within \(limit) bytes.")
        case .tooManyBodies:
            LocalizedText(
                ja: "大きなファイルの送信が重なっています。少し待ってから、もう一度お試しください。",
                en: "Too many large files are being sent. Wait a moment and try again.")
        case .unknownTransferEncoding:
            LocalizedText(
                ja: "この転送方式（Transfer-Encoding）には対応していません。chunked をお使いください。",
                en: "This Transfer-Encoding is not supported. Use chunked.")
        case .unknownVersion:
            LocalizedText(
                ja: "このHTTPのバージョンには対応していません。HTTP/1.1 をお使いください。",
                en: "This version of HTTP is not supported. Use HTTP/1.1.")
        case .deadlinePassed:
            LocalizedText(
                ja: "時間内に処理が終わりませんでした。結果を確かめてから、もう一度お試しください。",
                en: "This took too long. Check whether it was done, then try again.")
        case .stopping:
            LocalizedText(
                ja: "サーバーを再起動しています。少し待ってから、もう一度お試しください。",
                en: "The server is restarting. Wait a moment and try again.")
        case .unusableResponse:
            LocalizedText(
                ja: "サーバー側の問題で表示できませんでした。管理者にお知らせください。",
                en: "The server could not show this. Please tell your administrator.")
        }
    }
}
