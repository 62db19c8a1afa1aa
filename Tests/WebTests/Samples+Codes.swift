import Auth
import Domain
import Tenants

@testable import Web

extension Samples {
    /// Codes by mail and phone, passkeys, news and help.
    var codes: [Sent] {
        let now = at(600)
        func desk(_ progress: CodeProgress?, _ way: CodeWay = .mail, lock: LockAnswer = .open(left: 4)) -> CodeDesk {
            CodeDesk(
                ways: way == .mail ? [.mail] : [.sms, .call],
                hint: way == .mail ? text("k•••@example.jp") : text("•••34"),
                sent: progress.map {
                    CodeStanding(
                        purpose: .set, way: way, masked: way == .mail ? text("k•••@example.jp") : text("•••34"),
                        sentAt: at(570), expiresAt: at(4_170), progress: $0)
                }, nextAt: at(630), lock: lock)
        }
        func code(
            _ name: String, _ channel: CodeChannel, _ purpose: CodePurpose, _ desk: CodeDesk,
            _ note: SentCodePage.Note? = nil, signedIn: Bool = false, errors: [FieldError] = []
        ) -> Sent {
            page(
                "code-\(name)",
                SentCodePage(
                    channel: channel, purpose: purpose, desk: desk, lock: CodeNote(desk.lock, now: now), now: now,
                    isSignedIn: signedIn, note: note,
                    address: text("hanako@example.jp"), number: text("09011112234"), errors: errors),
                as: signedIn ? employee : nil)
        }
        let items = [
            NewsItem(title: words("点検のお知らせ", "Maintenance"), body: words("今夜0時から。", "From midnight."), from: at(0)),
            NewsItem(
                title: words("2要素認証", "Second factors"), body: words("必要になります。", "Needed."), from: at(0),
                asksForFactor: true),
        ]
        func passkey(
            _ name: String, _ purpose: CodePurpose, signedIn: Bool, _ note: CodeNote? = nil, errors: [FieldError] = []
        ) -> Sent {
            page(
                "passkey-\(name)",
                PasskeyPage(
                    purpose: purpose,
                    options: PasskeyOptions(
                        site: "localhost", challenge: [UInt8](repeating: 7, count: 32), userHandle: [1, 2],
                        loginID: text("B002417"), name: text("Hanako Yamada"),
                        known: [
                            Passkey(
                                id: PasskeyID(rawValue: 81), credentialID: [1, 2, 3], name: text("iPhone"),
                                setAt: at(0), usedAt: signedIn ? at(60) : nil)
                        ]),
                    isSignedIn: signedIn, siteName: text("Safety Net"), note: note, errors: errors),
                as: signedIn ? employee : nil)
        }
        return [
            code("mail-set", .mail, .set, desk(nil)),
            code("mail-queued", .mail, .set, desk(.queued(since: at(570), retriedAfter: nil))),
            code("mail-retried", .mail, .set, desk(.queued(since: at(570), retriedAfter: text("providerBusy")))),
            code(
                "mail-accepted", .mail, .set, desk(.accepted(at: at(590))),
                errors: CodeNote.refused(left: 3, .mail).errors),
            code("mail-refused", .mail, .set, desk(.refused(text("mailboxUnknown"))), signedIn: true),
            code("mail-unclear", .mail, .show, desk(.unclear), errors: CodeNote.expired.errors),
            code("mail-wait", .mail, .show, desk(.accepted(at: at(590))), .wait(seconds: 30)),
            code("mail-locked", .mail, .show, desk(nil, lock: .locked(until: at(2_400)))),
            code("mail-stopped", .mail, .show, desk(nil, lock: .stopped), .notOffered),
            code("mail-errors", .mail, .set, desk(nil), errors: [error("address")]),
            code("phone-set", .phone, .set, desk(nil, .sms)),
            code("phone-sms", .phone, .set, desk(.accepted(at: at(590)), .sms)),
            code("phone-call", .phone, .show, desk(.accepted(at: at(590)), .call)),
            code(
                "none", .phone, .set,
                CodeDesk(ways: [], hint: nil, sent: nil, nextAt: now, lock: .open(left: 4))),
            passkey("set", .set, signedIn: true),
            passkey("first", .set, signedIn: false, errors: PasskeyRoutes.refused),
            passkey("show", .show, signedIn: false, errors: PasskeyRoutes.notDone),
            passkey("full", .set, signedIn: true, errors: [error("")]),
            passkey("locked", .show, signedIn: false, .locked(minutes: 30)),
            passkey("stopped", .show, signedIn: false, .stopped),
            page("news", NewsPage(items: items, canWrite: true), as: employee),
            page("news-none", NewsPage(items: []), as: employee),
            page("login-news", LoginPage(news: items), as: nil),
            page("help", HelpPage(vendor: text("03-9999-0000"), sender: text("anpi@example.jp")), as: nil),
            page(
                "help-own",
                HelpPage(
                    helpDesk: text("076-000-0000"), hasManual: true, hasTerms: true, sender: text("anpi@example.jp"),
                    blankMail: text("anpi@in.example")),
                as: employee),
        ]
    }
}
