import Auth
import Domain

@testable import Web

extension Samples {
    var care: [Sent] {
        let factors = FactorKind.allCases.enumerated().map { index, kind in
            FactorLine(
                kind: kind, isSet: index != 2, hint: text("k•••@example.jp"),
                lock: [.open(left: 4), .locked(until: at(600)), .stopped][index % 3])
        }
        let sessions = (0..<3).map { index in
            SessionLine(
                handle: text("00\(index)"), label: index == 2 ? "" : text("Chrome, Windows"), isLimited: index == 1,
                createdAt: at(-7_000), seenAt: at(-60), isCurrent: index == 0)
        }
        let codes = (0..<10).map { Secret(text("4K7M-QX2P-W9TB-3HR\($0)")) }
        let goal = ProofGoal(place: text("/security"), kept: text("sealed"))
        let other = ExternalLine(offered: text("https://id.example"), linked: nil, linkedAt: nil)
        let guarded = Visitor(
            name: text("Hanako Yamada"), loginID: text("B002417"), lastLogin: at(-90_000), isAdministrator: false,
            hasFactor: true)
        let staff = Visitor(
            name: text("Yumi Miyashita"), loginID: text("A000102"), lastLogin: nil, isAdministrator: true,
            isOffice: true, hasFactor: true)
        func waiting(_ isOwn: Bool) -> ColleagueLine {
            ColleagueLine(
                id: text("43"), name: text("Taro Noto"), loginID: text("A000104"), hasFactor: true,
                proposal: ProposalLine(
                    by: text("Jiro Wajima"), reason: text("lost"), at: at(-60), until: at(86_340), isOwn: isOwn))
        }
        let quiet = ColleagueLine(
            id: text("44"), name: text("Saburo Suzu"), loginID: text("A000105"), hasFactor: true, proposal: nil)
        let bare = ColleagueLine(
            id: text("45"), name: text("Shiro Hakui"), loginID: text("A000106"), hasFactor: false, proposal: nil)
        return [
            page(
                "security",
                SecurityPage(
                    factors: factors, backup: BackupLine(madeAt: at(-90_000), unused: 2),
                    lastReset: (at(-90_000), text("new phone")),
                    external: ExternalLine(
                        offered: nil, linked: text("https://id.example"), linkedAt: at(-90_000)),
                    sessions: sessions), as: employee),
            page(
                "security-plain",
                SecurityPage(factors: nil, backup: nil, external: other, sessions: [sessions[0]]), as: employee),
            page(
                "factor-remove",
                RemoveFromLoginPage(
                    question: Catalogue.Security.removeTitle(.app), text: Catalogue.Security.removeText,
                    action: "/security/app/remove"), as: employee),
            page("factor-reset", ResetOwnPage(), as: guarded),
            page("factor-reset-password", ResetOwnPage(asksPassword: true, errors: [error("password")]), as: guarded),
            page("factor-reset-done", ResetDonePage(), as: nil),
            page(
                "factor-reset-other",
                ResetOtherPage(
                    name: text("Hanako Yamada"), loginID: text("B002417"), department: text("Nanao works"),
                    canBypass: true, reason: text("new phone"), action: "/accounts/1/reset", back: "/people/1",
                    errors: [error("reason")]), as: administrator),
            page(
                "prove",
                ProvePage(asked: .app, others: [.mail], goal: goal, now: at(0), errors: [error("code")]),
                as: employee),
            page(
                "prove-mail",
                ProvePage(
                    asked: .code(
                        .mail,
                        CodeDesk(
                            ways: [.mail], hint: text("k•••@example.jp"),
                            sent: CodeStanding(
                                purpose: .show, way: .mail, masked: text("k•••@example.jp"), sentAt: at(-30),
                                expiresAt: at(3_570), progress: .accepted(at: at(-20))),
                            nextAt: at(30), lock: .open(left: 4))),
                    goal: goal, now: at(0), wait: 30), as: employee),
            page(
                "prove-passkey",
                ProvePage(
                    asked: .passkey(
                        PasskeyOptions(
                            site: "localhost", challenge: [7, 7], userHandle: [1], loginID: text("B002417"),
                            name: text("Hanako Yamada"), known: [])),
                    others: [.app], goal: goal, now: at(0), errors: PasskeyRoutes.refused),
                as: employee),
            page("prove-plain", ProvePage(asked: .nothing, goal: goal, now: at(0)), as: employee),
            page(
                "bypass",
                BypassPage(
                    name: text("Hanako Yamada"), loginID: text("B002417"), code: Secret(text("4K7M-QX2P-W9TB-3HRX")),
                    validUntil: at(900), back: "/people/1", client: text("000001　Aoba")), as: staff),
            page("colleagues", ColleaguesPage(colleagues: [waiting(false), waiting(true), quiet, bare]), as: staff),
            page(
                "colleague", ColleaguePage(colleague: quiet, reason: text("lost"), errors: [error("reason")]), as: staff
            ),
            page("colleague-confirm", ColleaguePage(colleague: waiting(false), errors: [error("password")]), as: staff),
            page("colleague-bare", ColleaguePage(colleague: bare), as: staff),
            page("colleague-waits", ColleaguePage(colleague: waiting(true)), as: staff),
            page(
                "backup-codes",
                BackupCodesPage(
                    codes: codes, service: text("Safety Net"), account: text("B002417@seikai"), action: "/login/backup",
                    isLogin: true, errors: [error("kept")], replaceOthers: true), as: nil),
            page(
                "backup-codes-own",
                BackupCodesPage(
                    codes: codes, service: text("Safety Net"), account: text("B002417@seikai"),
                    action: "/security/backup/kept", isLogin: false), as: employee),
            page(
                "backup-make",
                MakeBackupCodesPage(
                    backup: BackupLine(madeAt: at(-90_000), unused: 7), isFirst: true, askedAt: at(0),
                    errors: [error("password")]),
                as: employee),
            page("recover", RecoverPage(errors: [error("code")]), as: nil),
            page("external-begin", ExternalBeginPage(), as: employee),
            page("external-confirm", ExternalConfirmPage(account: text("hanako")), as: employee),
            page("external", ExternalLoginPage(organization: text("seikai")), as: nil),
            page("external-departure", ExternalDeparturePage(address: "/"), as: nil),
            page("external-failed", ExternalFailedPage(reason: Catalogue.External.reason(.token(.nonce))), as: nil),
            page(
                "external-link",
                ExternalLinkPage(
                    account: text("hanako"), organization: text("seikai"), loginID: text("B002417"),
                    errors: [error("loginID")]), as: nil),
        ]
    }
}
