/// A mail that a server sent back without a report that programs read: qmail, some of the Japanese carriers, old gateways.
struct PlainBounce {
    let verdict: DeliveryVerdict

    /// What stands in such mails while there is hope.
    private static let delays = [
        "warning message only", "still being retried", "will be retried", "will keep trying", "delivery delayed",
        "has been delayed", "配信が遅れ", "配送が遅れ", "再送を試み", "再送信を試み", "遅延して",
    ]
    private static let givenUp = ["given up", "giving up", "あきらめ", "中止しました", "could not be delivered for more than"]

    /// What servers say, in the order in which it is looked for.
    private static let phrases: [(FailureCode, [String])] = [
        (
            .mailboxFull,
            [
                "over quota", "over its quota", "overquota", "quota exceeded", "exceeded storage", "mailbox full",
                "mailbox is full", "容量を超え", "容量が一杯", "容量がいっぱい", "容量オーバー", "ボックスがいっぱい", "ボックスが一杯",
            ]
        ),
        (
            .mailboxUnknown,
            [
                "user unknown", "unknown user", "no such user", "no such address", "no such recipient",
                "no mailbox here",
                "no such mailbox", "unknown recipient", "unknown local", "invalid recipient", "address not found",
                "recipnotfound", "recipient not found", "doesn't have a", "does not have a", "does not exist",
                "couldn't be found", "could not be found", "not a known user", "unrouteable address",
                "addresses were unknown", "見つかりません", "存在しません", "存在しない", "あて先不明", "宛先不明", "不明な宛先",
                "使われておりません", "使われていません", "使用されておりません", "使用されていません", "該当するユーザ",
                "宛先に誤り", "あて先に誤り", "宛先が誤", "アドレスに誤り", "アドレスが誤", "アドレスが正しく",
            ]
        ),
        (
            .domainUnknown,
            ["host not found", "host unknown", "domain not found", "unknown host", "name service error", "no mx"]
        ),
        (
            .mailboxUnavailable,
            [
                "account is disabled", "account has been disabled", "account disabled", "mailbox disabled", "inactive",
                "mailbox unavailable", "利用停止", "解約", "利用できない状態", "受信できない状態",
            ]
        ),
        (
            .filtered,
            [
                "受信拒否", "拒否設定", "受信設定", "ドメイン指定", "指定受信", "指定拒否", "なりすまし規制", "迷惑メールフィルタ",
                "迷惑メール対策",
            ]
        ),
        (.tooLarge, ["too large", "message size", "size limit", "サイズが大き", "サイズを超え"]),
        (
            .messageRefused,
            [
                "spam", "blocked", "blacklist", "policy", "rejected", "refused", "not accepted", "拒否", "迷惑メール",
                "フィルタ",
            ]
        ),
        (.timedOut, ["timed out", "time out", "retry time", "retry timeout", "too long", "for more than"]),
        (
            .returned,
            [
                "undeliver", "returned mail", "delivery fail", "failure notice", "could not be delivered",
                "couldn't be delivered", "not deliver", "unable to deliver", "配信不能", "配信できません", "配送できません",
                "送信できません", "届けできません", "届きません", "届けることができません",
            ]
        ),
    ]

    /// What a mail says about the mail that it sends back, or nil if it is none of these. It must come from a mail server:
    /// somebody's vacation notice may say anything.
    init?(_ mail: InboundMail) {
        let names = [
            "mailer-daemon", "mailer_daemon", "postmaster", "mail-daemon", "mailerdaemon", "mmsmgr", "mail-admin",
        ]
        let isFromServer = mail.senders.contains { sender in
            names.contains { sender.hasPrefix($0 + "@") || sender == $0 }
        }
        guard isFromServer || mail.isFromNobody && !mail.isAutomatic else { return nil }
        let text = mail.text.prefix(8_000).lowercased()
        let words = mail.subject.lowercased() + "\n" + text
        func has(_ list: [String]) -> Bool { list.contains { words.contains($0) } }
        if has(Self.delays) && !has(Self.givenUp) {
            verdict = .delayed
            return
        }
        let hasCode =
            text.contains(/(?:^|[^0-9.])[45]\d\d[ \-]+#?[45]\.\d/) || text.contains(/(?:^|[\s:(])5[05]\d[ \-]/)
        if hasCode {
            verdict = BounceReason(words: text, status: "").verdict
        } else if let code = Self.code(in: words) {
            verdict = .failed(FailureReason(code), isLasting: code.isLastingBounce)
        } else {
            return nil
        }
    }

    /// What is wrong, by the first phrase that is known; small letters.
    static func code(in words: String) -> FailureCode? {
        phrases.first { $0.1.contains { words.contains($0) } }?.0
    }
}
