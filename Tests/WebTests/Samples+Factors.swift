import Domain

@testable import Auth
@testable import Web

/// Second factors.
extension Samples {
    var factors: [Sent] {
        let shown = ShownAppKey(
            key: AppKey(bytes: Array(0..<20)), link: AppKey(bytes: Array(0..<20)).link(site: "a.jp", account: "B1@s"),
            goodUntil: at(600))
        return [
            page("scope", ChoicePage(limited: [Catalogue.Factor.answering, Catalogue.Factor.viewing]), as: nil),
            page(
                "scope-link", ChoicePage(limited: [Catalogue.Factor.answering], waitsToLink: true), as: nil,
                banner: .factorsClearedByCode),
            page(
                "factorcode",
                FactorCodePage(
                    kind: .app, others: [.mail, .phone, .passkey], note: .wrong(left: 3, .app, ClockSkew(steps: 8))),
                as: nil),
            page(
                "factorcode-locked",
                FactorCodePage(kind: .mail, hint: text("k•••@example.jp"), note: .locked(minutes: 29)),
                as: nil
            ),
            page(
                "factorcode-locked-all", FactorCodePage(kind: .app, note: .everythingLocked(minutes: 29)), as: nil),
            page(
                "app-set-up",
                AppSetUpPage(shown: shown, isLogin: true, others: [.mail, .phone, .passkey], note: .notSixDigits),
                as: nil),
            page("app-set-up-late", AppSetUpPage(shown: shown, isLogin: true, note: .keyExpired), as: nil),
            page("app-set-up-own", AppSetUpPage(shown: shown, isLogin: false), as: employee),
            page("app-stopped", AppSetUpPage(shown: nil, isLogin: true, note: .stopped), as: nil),
            page("apps", InstallAppPage(), as: nil),
            page(
                "menu-limited",
                MenuPage(
                    open: [], contacts: contactLines,
                    opens: MenuPage.Opens(edits: false, password: false, isLimited: true)), as: employee),
        ]
    }
}
