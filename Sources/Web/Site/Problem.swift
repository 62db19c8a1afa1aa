import Auth
import Database
import Domain
import HTTPServer
import Notify
import Tenants

/// What is said of an error at the edge: status, a stable code, and a sentence (RFC 9457). The only place where errors
/// of the rooms become statuses.
struct Problem: Sendable, Hashable {
    let status: HTTPStatus
    /// A stable word that programs test.
    let code: String
    let message: LocalizedText
    /// The fields that were refused, if the input was.
    let fields: [FieldError]
    /// After how many seconds to try again.
    let retryAfter: Int?

    init(
        _ status: HTTPStatus, _ code: String, _ message: LocalizedText, fields: [FieldError] = [],
        retryAfter: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
        self.retryAfter = retryAfter
    }

    /// What is said of an error that a use case threw.
    init(_ error: any Error) {
        switch error {
        case let problem as ProblemError: self = problem.problem
        case let error as InvalidInput:
            self.init(
                .unprocessable, "invalidInput",
                LocalizedText(ja: "入力内容をご確認ください。", en: "Please check what you entered."), fields: error.errors)
        case is NotFound: self = .notFound
        case is NotSignedIn: self = .notSignedIn
        case let error as NotAllowed: self = .notAllowed(error.capability)
        case is NotForPrograms: self = .notForPrograms
        case is PasswordHasher.Busy: self = .busy
        case is LoginOver: self = .loginOver
        case let error as ProofNeeded: self = .proofNeeded(error.factors)
        case let refusal as ResetRefusal: self.init(.conflict, refusal.rawValue, refusal.sentence)
        case let failure as OpenIDFailure where failure == .tooMany:
            self.init(.tooManyRequests, "wait", Catalogue.External.reason(failure), retryAfter: 60)
        case let failure as OpenIDFailure:
            self.init(.unprocessable, "externalRefused", Catalogue.External.reason(failure))
        case let error as BroadcastIs: self = .broadcastIs(error.status)
        case is AnswerRefused: self = .answerRefused
        case is ChangedMeanwhile: self = .changedMeanwhile
        case let error as DatabaseError where [.busy, .connection, .full, .conflict].contains(error.code): self = .busy
        default: self = .fault
        }
    }

    static let notFound = Problem(
        .notFound, "notFound",
        LocalizedText(
            ja: "お探しのページはありません。アドレスをご確認ください。", en: "There is nothing here. Please check the address."))
    static let notSignedIn = Problem(
        .unauthorized, "notSignedIn", LocalizedText(ja: "ログインしてください。", en: "Please sign in."))
    /// Names who could do it; nil for what no login and no token of this kind can.
    static func notAllowed(_ capability: Capability?) -> Problem {
        let sentence =
            if let capability, Set<Capability>.office.contains(capability) {
                LocalizedText(
                    ja: "この操作は事務所の方だけができます。必要な場合は事務所に依頼してください。",
                    en: "Only staff of your office can do this. Please ask them.")
            } else if let capability, Set<Capability>.administrator.subtracting(.member).contains(capability) {
                LocalizedText(
                    ja: "この操作は管理者の方だけができます。必要な場合は管理者に依頼してください。",
                    en: "Only administrators can do this. Please ask yours.")
            } else if capability == nil {
                LocalizedText(ja: "ここではこの操作はできません。", en: "This can't be done here.")
            } else {
                LocalizedText(
                    ja: "この操作は、ご本人がご自身のログインで行ってください。",
                    en: "Only the person concerned can do this, with a login of their own.")
            }
        return Problem(.forbidden, "notAllowed", sentence)
    }
    static let notForPrograms = Problem(
        .forbidden, "notForPrograms",
        LocalizedText(
            ja: "ログインの設定は、APIトークンでは変更できません。管理者の方がログインして変更してください。",
            en: "No API token can change the settings of logins. An administrator signs in and changes them."))
    static let forged = Problem(
        .forbidden, "staleForm",
        LocalizedText(
            ja: "画面を開いてから時間がたったため、送信できませんでした。画面を開き直して、もう一度送ってください。",
            en: "This form is no longer valid. Open the page again and send it once more."))
    static let loginOver = Problem(
        .forbidden, "loginOver",
        LocalizedText(ja: "時間がたったため、もう一度ログインしてください。", en: "Please sign in again; this took too long."))
    static let secondFactorNeeded = Problem(
        .forbidden, "secondFactorNeeded",
        LocalizedText(
            ja: "この機能には2要素認証が必要です。2要素認証に進んでください（POST /api/v1/session/widening）。",
            en: "This needs two-factor authentication. Please go on to it (POST /api/v1/session/widening)."))
    /// Names what is to be shown: the password, and one of these factors.
    static func proofNeeded(_ factors: [FactorKind]) -> Problem {
        Problem(
            .forbidden, "proofNeeded",
            LocalizedText(
                ja: "この操作の前に、もう一度パスワードなどで本人確認をしてください（POST /api/v1/session/proof）。",
                en: "Please confirm that it is you before doing this (POST /api/v1/session/proof)."),
            fields: [FieldError(field: "password", rule: "proof", message: Catalogue.Reset.passwordNeeded)]
                + factors.map { FieldError(field: "factor", rule: $0.rawValue, message: $0.words) })
    }
    /// What was asked cannot be done with a broadcast in its present state.
    static func broadcastIs(_ status: BroadcastStatus) -> Problem {
        let sentence =
            switch status {
            case .draft: LocalizedText(ja: "まだ送信していません。", en: "It was not sent yet.")
            case .waiting: LocalizedText(ja: "まもなく送信が始まります。", en: "Sending is about to begin.")
            case .open: LocalizedText(ja: "すでに送信しています。", en: "It was sent already.")
            case .stopped: LocalizedText(ja: "送信は停止されています。", en: "Sending was stopped.")
            case .closed: LocalizedText(ja: "すでに終了しています。", en: "It is closed already.")
            case .calledOff: LocalizedText(ja: "送信は取りやめられています。", en: "It was called off.")
            }
        return Problem(
            .conflict, "broadcastIs.\(status.rawValue)",
            LocalizedText(
                ja: "\(sentence[.japanese])この操作はできません。画面を開き直してご確認ください。",
                en: "\(sentence[.english]) This can't be done now. Please look again."))
    }
    /// The same for what never existed, was called off, or ended too long ago.
    static let answerRefused = Problem(
        .notFound, "answerRefused",
        LocalizedText(
            ja: "この確認への回答は受け付けていません。会社の担当者に直接お知らせください。",
            en: "Answers to this are not taken any more. Please tell your company directly."))
    static let busy = Problem(
        .serviceUnavailable, "busy",
        LocalizedText(ja: "いま混み合っています。少し待ってから、もう一度お試しください。", en: "We are busy. Please try again in a moment."),
        retryAfter: 2)
    static let fault = Problem(
        .internalServerError, "fault",
        LocalizedText(
            ja: "サーバー側の問題で処理できませんでした。しばらくしてから、もう一度お試しください。",
            en: "The server could not do this. Please try again later."))
}

/// A problem that a handler itself finds.
struct ProblemError: Error {
    let problem: Problem
}
