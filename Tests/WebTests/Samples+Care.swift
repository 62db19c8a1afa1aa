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
        let other = ExternalLine(offered: text("https://id.example"), linked: nil, linkedAt: nil)
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
            page("factor-reset", ResetOwnPage(errors: [error("password")]), as: employee),
            page("factor-reset-done", ResetDonePage(), as: nil),
            page(
                "factor-reset-other",
                ResetOtherPage(
                    name: text("Hanako Yamada"), loginID: text("B002417"), department: text("Nanao works"),
                    reason: text("new phone"), action: "/accounts/1/reset", back: "/people/1",
                    errors: [error("reason")]), as: administrator),
            page("prove", ProvePage(asksForCode: true, next: text("/security"), errors: [error("code")]), as: employee),
            page(
                "backup-codes",
                BackupCodesPage(codes: codes, action: "/login/backup", isLogin: true, errors: [error("kept")]), as: nil),
            page(
                "backup-codes-own",
                BackupCodesPage(codes: codes, action: "/security/backup/kept", isLogin: false), as: employee),
            page(
                "backup-make",
                MakeBackupCodesPage(
                    backup: BackupLine(madeAt: at(-90_000), unused: 7), errors: [error("password")]), as: employee),
            page("recover", RecoverPage(errors: [error("code")]), as: nil),
            page("external", ExternalLoginPage(organization: text("seikai")), as: nil),
            page("external-departure", ExternalDeparturePage(address: "/"), as: nil),
            page("external-failed", ExternalFailedPage(reason: Catalogue.External.reason(.token(.nonce))), as: nil),
            page(
                "external-link",
                ExternalLinkPage(
                    organization: text("seikai"), loginID: text("B002417"), errors: [error("loginID")]), as: nil),
        ]
    }
}
