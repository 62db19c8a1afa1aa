import Auth
import Channels
import Domain
import Notify
import Tenants

extension Rooms {
    /// How login codes leave: through the engine's queue, by what this installation has.
    func codeDelivery(wake: @escaping @Sendable () -> Void) -> CodeDelivery {
        let messages = CodeMessages(identifiers: identifiers, seal: messageSeal)
        var ways: Set<CodeWay> = []
        if settings.mailRelay != nil { ways.insert(.mail) }
        if settings.smsGateway != nil { ways.insert(.sms) }
        if settings.voiceGateway != nil { ways.insert(.call) }
        return CodeDelivery(
            ways: ways, target: { try Self.target($0) },
            queue: { message, tenant, now, transaction in
                try messages.queue(
                    CodeMessages.Content(
                        person: message.person, code: message.code, by: Channel(message.way), to: message.target,
                        validUntil: message.expiresAt, replaces: message.replaces.map { BroadcastID(rawValue: $0) },
                        language: message.language),
                    in: tenant, at: now, transaction
                ).rawValue
            },
            state: { delivery, tenant, transaction in
                try messages.progress(of: BroadcastID(rawValue: delivery), in: tenant, transaction)
                    .map(CodeProgress.init)
            }, wake: wake)
    }

    /// How people are told what happened to their login: by mail, if there is any.
    func notices(wake: @escaping @Sendable () -> Void) -> Notices {
        guard settings.mailRelay != nil else { return .none }
        let mail = noticeMail
        return Notices(
            queue: { notice, tenant, person, now, transaction in
                if notice.isDecision {
                    try mail.announce(
                        notice.sentence, at: settings.publicURL + "/security", until: notice.announcesUntil, to: person,
                        in: tenant, at: now, transaction)
                } else {
                    try mail.queue(
                        notice.sentence, advice: notice.advice, subject: notice.subject, to: person, in: tenant,
                        at: now, transaction)
                }
            },
            takeBack: { tenant, now, transaction in
                try ServiceMessage.takeBackAnnouncements(of: tenant, at: now, transaction)
            }, wake: wake)
    }

    /// Notices go to the contacts, and to where codes go: of some people the service knows no other address.
    var noticeMail: SecurityNoticeMail {
        SecurityNoticeMail(identifiers: identifiers, seal: messageSeal) { person, tenant, transaction in
            try CodeFactor.mailAddress(of: person, in: tenant, transaction).map { [$0] } ?? []
        }
    }

    /// What the channels say of an address or number that somebody typed.
    private static func target(_ typed: CodeTarget) throws(InvalidInput) -> String {
        switch typed {
        case .address(let text):
            do throws(MailAddress.Flaw) {
                let address = try MailAddress(text)
                return "\(address.local)@\(address.domain)"
            } catch {
                throw InvalidInput([FieldError(field: "address", rule: error.rawValue, message: error.message)])
            }
        case .number(let text, let typedCode):
            let code = typedCode.hasPrefix("+") ? String(typedCode.dropFirst()) : typedCode
            guard (1...3).contains(code.utf8.count), code.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                !code.hasPrefix("0")
            else {
                throw InvalidInput([
                    FieldError(
                        field: "countryCode", rule: "countryCode",
                        message: LocalizedText(
                            ja: "国番号は1～3桁の数字で入力してください。", en: "Enter the country code, one to three digits."))
                ])
            }
            let digits = text.filter { $0 != "-" && !$0.isWhitespace }
            guard !digits.isEmpty else {
                throw InvalidInput([
                    FieldError(
                        field: "number", rule: "required",
                        message: LocalizedText(ja: "電話番号を入力してください。", en: "Enter the phone number."))
                ])
            }
            do throws(PhoneNumber.Flaw) {
                // Abroad, a leading zero is not always dialled.
                let number =
                    code == "81" || digits.hasPrefix("0")
                    ? try PhoneNumber(digits, countryCode: code) : try PhoneNumber("+\(code)\(digits)")
                return number.international
            } catch {
                throw InvalidInput([FieldError(field: "number", rule: error.rawValue, message: error.message)])
            }
        }
    }
}

extension Channel {
    /// What carries a way.
    fileprivate init(_ way: CodeWay) {
        self =
            switch way {
            case .mail: .mail
            case .sms: .sms
            case .call: .voice
            }
    }
}

extension CodeProgress {
    /// What the ledger says, in the words of a login: a relay that took a mail is not a reader.
    fileprivate init(_ progress: CodeMessages.Progress) {
        self =
            switch progress.state {
            case .planned, .claimed, .handingOff:
                .queued(since: progress.queuedAt, retriedAfter: progress.reason.isEmpty ? nil : progress.reason)
            case .accepted, .ringing, .completed: .accepted(at: progress.since)
            case .failed, .noAnswer, .cancelled, .expired: .refused(progress.reason)
            case .inDoubt, .unknown: .unclear
            }
    }
}
