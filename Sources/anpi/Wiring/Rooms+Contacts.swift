import Domain
import Notify
import Profiles

extension Rooms {
    /// How people are told that their contacts or their family's codes were changed: by mail, if there is any.
    func contactNotice(wake: @escaping @Sendable () -> Void) -> ContactNotice {
        guard settings.mailRelay != nil else { return .none }
        let mail = noticeMail
        return ContactNotice(
            queue: { what, tenant, person, now, transaction in
                try mail.queue(what, to: person, in: tenant, at: now, transaction)
            },
            disclose: { what, tenant, person, now, transaction in
                try mail.queue(
                    what, advice: Self.afterDisclosure, subject: Self.aboutDisclosure, to: person, in: tenant, at: now,
                    transaction)
            },
            takeBackFamily: { tenant, person, now, transaction in
                try FamilyMail.takeBack(of: person, in: tenant, at: now, transaction)
            }, wake: wake)
    }

    private static let aboutDisclosure = LocalizedText(ja: "連絡先の閲覧のお知らせ", en: "Your contacts were looked at")

    private static let afterDisclosure = LocalizedText(
        ja: "ご不明な点は、所属する団体の担当の方にお尋ねください。",
        en: "If you have questions, ask whoever looks after this in your organization.")

    /// What families are told; nil without a mail relay, where it would wait for ever.
    func familyNews(wake: @escaping @Sendable () -> Void) -> RunFamilyNews? {
        guard settings.mailRelay != nil else { return nil }
        return RunFamilyNews(
            database: database,
            mail: FamilyMail(
                loginAddress: settings.loginURL ?? settings.publicURL + "/login", identifiers: identifiers,
                seal: messageSeal),
            regions: regions, oldest: settings.bulletinAge, clock: clock, log: log, wake: wake)
    }

    /// How test mails leave: through the engine's queue; nil without a mail relay, where they would wait for ever.
    func contactMail(wake: @escaping @Sendable () -> Void) -> ContactMail? {
        guard settings.mailRelay != nil else { return nil }
        let mail = ContactCheckMail(
            linkBase: settings.publicURL + "/v/", identifiers: identifiers, seal: messageSeal)
        let messages = CodeMessages(identifiers: identifiers, seal: messageSeal)
        return ContactMail(
            queue: { message, tenant, now, transaction in
                try mail.queue(
                    ContactCheckMail.Content(
                        person: message.person, address: message.address, token: message.token,
                        language: message.language, expiresAt: message.expiresAt,
                        occasion: ContactCheckMail.Occasion(message.occasion)),
                    in: tenant, at: now, transaction
                ).rawValue
            },
            progress: { message, tenant, transaction in
                try messages.progress(of: BroadcastID(rawValue: message), in: tenant, transaction)
                    .map(ContactMail.Progress.init)
            }, wake: wake)
    }
}

extension ContactMail.Progress {
    /// What the ledger says: a relay that took a mail is not a reader.
    fileprivate init(_ progress: CodeMessages.Progress) {
        self =
            switch progress.state {
            case .planned, .claimed, .handingOff: .queued
            case .accepted, .ringing, .completed: .accepted(at: progress.since)
            case .failed, .noAnswer, .cancelled, .expired: .refused(reason: progress.reason)
            case .inDoubt, .unknown: .unclear
            }
    }
}

extension ContactCheckMail.Occasion {
    fileprivate init(_ occasion: ContactMail.Occasion) {
        self =
            switch occasion {
            case .test: .test
            case .review: .review
            case .reminder: .reminder
            case .family: .family
            }
    }
}
