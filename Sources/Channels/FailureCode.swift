package import Domain

/// What kept a message from being taken. The raw values are stored and shown to programs; they never change meaning.
package enum FailureCode: String, CaseIterable, Sendable, Codable {
    // Reaching the other side
    /// The name of the relay or gateway has no address.
    case hostNotFound
    /// Nobody listens at the relay or gateway, or the way there is closed.
    case connectionRefused
    /// The connection broke.
    case connectionLost
    /// No secure connection: certificate, version or a relay without STARTTLS.
    case tlsFailed
    /// The other side was too slow.
    case timedOut
    /// Everything was sent; no verdict came back.
    case noReply
    /// This process is stopping, or the caller withdrew; nothing was sent.
    case notStarted
    /// curl could not do it: memory, files, a build without a feature.
    case localTrouble

    // The relay or gateway as a whole
    /// Name or password refused, or needed and missing.
    case authenticationFailed
    /// The relay or gateway is overloaded or closing for a while.
    case providerBusy
    /// Too many requests; the other side asks to wait.
    case rateLimited
    /// The relay or gateway has no room left.
    case storageFull
    /// The other side failed, or said what the protocol doesn't allow here.
    case providerFault
    /// The relay does not take mail from our sender address.
    case senderRefused
    /// The relay or gateway does not serve this destination for us (relaying, policy, permission).
    case relayRefused
    /// The account has no credit.
    case creditExhausted

    // The message
    /// The message was refused for what it says or how it looks.
    case messageRefused
    /// The message or the reply is larger than allowed.
    case tooLarge
    /// The gateway did not understand this one request.
    case requestRefused

    // The mailbox
    /// Asked to come back later, as unknown senders are.
    case greylisted
    /// No such mailbox.
    case mailboxUnknown
    /// The mailbox is full.
    case mailboxFull
    /// The mailbox is switched off or busy.
    case mailboxUnavailable
    /// The domain does not exist or takes no mail.
    case domainUnknown
    /// The address is written in a way that the relay does not take.
    case addressRefused
    /// What its owner set, such as 受信拒否 or ドメイン指定受信, turns our mails away.
    case filtered
    /// The mail came back, and nobody can tell from its words why.
    case returned

    // The phone
    /// No such number.
    case numberUnknown
    /// The number is barred or cannot be called from here.
    case numberRefused
    /// The line was engaged.
    case busy
    /// It rang and nobody answered.
    case noAnswer
    /// A machine answered; nobody was reached.
    case voicemail
    /// The call was called off before anybody answered.
    case canceled
    /// The network could not complete the call.
    case callFailed

    /// Whose trouble it is.
    package enum Fault: String, Sendable {
        /// The relay or gateway, the way there, or our account with it: everybody is concerned.
        case provider
        /// This one address.
        case destination
        /// This one message.
        case message
        /// Nobody: it was called off here.
        case nobody
    }

    /// Whose trouble it is; breakers count only `.provider`, and only `.destination` says anything about an address. No
    /// permanent result is the provider's: it would strike off the contact of somebody who has nothing to do with it.
    package var fault: Fault {
        switch self {
        case .hostNotFound, .connectionRefused, .connectionLost, .tlsFailed, .timedOut, .noReply, .localTrouble,
            .authenticationFailed, .providerBusy, .rateLimited, .storageFull, .providerFault, .senderRefused,
            .relayRefused, .creditExhausted:
            .provider
        case .messageRefused, .tooLarge, .requestRefused:
            .message
        case .greylisted, .mailboxUnknown, .mailboxFull, .mailboxUnavailable, .domainUnknown, .addressRefused,
            .filtered,
            .returned, .numberUnknown, .numberRefused, .busy, .noAnswer, .voicemail, .callFailed:
            .destination
        case .notStarted, .canceled:
            .nobody
        }
    }

    /// Whether a mail that came back for this says that the next one to the same address will, too.
    var isLastingBounce: Bool { fault == .destination && self != .returned }

    /// Whether it is about the relay or gateway and our account alone, whatever the destination was.
    package var isOfAccount: Bool {
        switch self {
        case .hostNotFound, .connectionRefused, .tlsFailed, .localTrouble, .authenticationFailed, .rateLimited,
            .senderRefused, .creditExhausted:
            true
        default: false
        }
    }

    /// The sentence a person reads in a timeline or a report.
    package var text: LocalizedText {
        switch self {
        case .hostNotFound:
            LocalizedText(ja: "送信先サーバーの名前が見つかりませんでした。", en: "The server's name was not found.")
        case .connectionRefused:
            LocalizedText(ja: "送信先サーバーに接続できませんでした。", en: "The server could not be reached.")
        case .connectionLost:
            LocalizedText(ja: "サーバーとの接続が途中で切れました。", en: "The connection to the server broke.")
        case .tlsFailed:
            LocalizedText(ja: "サーバーと安全な接続ができませんでした。", en: "No secure connection to the server was possible.")
        case .timedOut:
            LocalizedText(ja: "サーバーが時間内に応答しませんでした。", en: "The server did not respond in time.")
        case .noReply:
            LocalizedText(
                ja: "送り終えましたが、受け付けられたかどうかの返事がありませんでした。",
                en: "Everything was sent, but no reply said whether it was taken.")
        case .notStarted:
            LocalizedText(ja: "送信を始める前に中止しました。", en: "Called off before anything was sent.")
        case .localTrouble:
            LocalizedText(ja: "このサーバーの都合で送信できませんでした。", en: "This server was not able to send.")
        case .authenticationFailed:
            LocalizedText(ja: "送信サービスのIDまたはパスワードが受け付けられませんでした。", en: "The provider did not accept our sign-in.")
        case .providerBusy:
            LocalizedText(ja: "送信サービスが混み合っています。", en: "The provider is busy.")
        case .rateLimited:
            LocalizedText(ja: "送信サービスの送信数の上限に達しました。", en: "The provider asks us to slow down.")
        case .storageFull:
            LocalizedText(ja: "送信サービスの空き容量が足りません。", en: "The provider has no storage left.")
        case .providerFault:
            LocalizedText(ja: "送信サービスに障害があります。", en: "The provider has a fault.")
        case .senderRefused:
            LocalizedText(ja: "差出人のアドレスが送信サービスに受け付けられませんでした。", en: "The provider refused our sender address.")
        case .relayRefused:
            LocalizedText(ja: "送信サービスがこの宛先への送信を許可していません。", en: "The provider does not let us send to this destination.")
        case .creditExhausted:
            LocalizedText(ja: "送信サービスの残高が足りません。", en: "The provider account has no credit left.")
        case .messageRefused:
            LocalizedText(ja: "メッセージの内容が受け付けられませんでした。", en: "The message was refused for its content.")
        case .tooLarge:
            LocalizedText(ja: "データが大きすぎました。", en: "The data is larger than allowed.")
        case .requestRefused:
            LocalizedText(ja: "この発信の依頼が受け付けられませんでした。", en: "The gateway did not take this request.")
        case .greylisted:
            LocalizedText(ja: "宛先のサーバーから、時間をおいて送るよう求められました。", en: "The destination asked us to try again later.")
        case .mailboxUnknown:
            LocalizedText(ja: "宛先のメールアドレスがありません。", en: "There is no such mailbox.")
        case .mailboxFull:
            LocalizedText(ja: "宛先のメールボックスがいっぱいです。", en: "The mailbox is full.")
        case .mailboxUnavailable:
            LocalizedText(ja: "宛先のメールボックスが使えない状態です。", en: "The mailbox is not available.")
        case .domainUnknown:
            LocalizedText(ja: "宛先のドメインがないか、メールを受け取っていません。", en: "The domain does not exist or takes no mail.")
        case .addressRefused:
            LocalizedText(ja: "宛先の書き方が送信サービスに受け付けられませんでした。", en: "The provider does not take an address of this form.")
        case .filtered:
            LocalizedText(
                ja: "宛先の受信拒否やドメイン指定受信の設定により、届きませんでした。",
                en: "The recipient's own settings (blocked or allowed senders) turned the mail away.")
        case .returned:
            LocalizedText(
                ja: "メールが戻ってきました。理由は書かれていませんでした。", en: "The mail came back without a reason that could be read.")
        case .numberUnknown:
            LocalizedText(ja: "この電話番号は使われていません。", en: "There is no such phone number.")
        case .numberRefused:
            LocalizedText(ja: "この電話番号には発信できません。", en: "This phone number cannot be called.")
        case .busy:
            LocalizedText(ja: "話し中でした。", en: "The line was busy.")
        case .noAnswer:
            LocalizedText(ja: "呼び出しましたが、応答がありませんでした。", en: "It rang, but nobody answered.")
        case .voicemail:
            LocalizedText(ja: "留守番電話につながりました。本人には届いていません。", en: "A machine answered; nobody was reached.")
        case .canceled:
            LocalizedText(ja: "応答の前に発信を取りやめました。", en: "The call was called off before an answer.")
        case .callFailed:
            LocalizedText(ja: "電話をつなぐことができませんでした。", en: "The call could not be completed.")
        }
    }
}
