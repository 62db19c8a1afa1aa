import Auth
import Domain
import Foundation
import HTTPServer
import TestKit
import Testing

@testable import Web

@Suite("Pages: codes that are refused or do not come")
struct PagesRefusedCodeTests {
    private let samples = Samples(language: .japanese)

    private func html(_ page: some Page, signedIn: Bool = false) -> String {
        page.html(in: samples.frame(signedIn ? samples.employee : nil))
    }

    private func desk(_ progress: CodeProgress, _ way: CodeWay) -> CodeDesk {
        CodeDesk(
            ways: way == .mail ? [.mail] : [.sms, .call], hint: "k•••@example.jp",
            sent: CodeStanding(
                purpose: .set, way: way, masked: "k•••@example.jp", sentAt: samples.at(0),
                expiresAt: samples.at(3_600), progress: progress),
            nextAt: samples.at(60), lock: .open(left: 4))
    }

    private func sentPage(
        _ channel: CodeChannel, _ purpose: CodePurpose, _ desk: CodeDesk, signedIn: Bool = false,
        errors: [FieldError] = []
    ) -> String {
        html(
            SentCodePage(
                channel: channel, purpose: purpose, desk: desk, lock: nil, now: samples.at(10), isSignedIn: signedIn,
                others: [.app], errors: errors), signedIn: signedIn)
    }

    @Test("A code that could not be sent leaves no field for it, but the reason, another try and other methods (R-097)")
    func refusedMail() {
        for purpose in [CodePurpose.set, .show] {
            let page = sentPage(.mail, purpose, desk(.refused("mailboxUnknown"), .mail))
            #expect(!page.contains("name=\"code\"") && !page.contains("まで使えます"))
            #expect(page.contains("送れませんでした：") && page.contains("もう一度メールで送る"))
            #expect(page.contains(purpose == .set ? "認証アプリで設定する" : "認証アプリのコードを使う"))
            #expect(sentPage(.mail, purpose, desk(.accepted(at: samples.at(5)), .mail)).contains("name=\"code\""))
        }
        let proof = ProvePage(
            asked: .code(.mail, desk(.refused("mailboxUnknown"), .mail)), others: [.app],
            goal: ProofGoal(place: "/security", kept: nil), now: samples.at(10))
        let page = html(proof, signedIn: true)
        #expect(!page.contains("name=\"password\"") && page.contains("送れませんでした：") && page.contains("認証アプリのコードを使う"))
    }

    @Test("Whoever sets up a phone goes from SMS to a call without typing the number again (R-104)")
    func voice() {
        let page = sentPage(.phone, .set, desk(.accepted(at: samples.at(5)), .sms))
        let second = page.components(separatedBy: "STEP2").last ?? ""
        #expect(second.contains("もう一度SMSで送る") && second.contains("音声通話で受け取る"))
        #expect(!second.contains("name=\"number\""))
        // Each button is seen once; what sends to another number is folded away until it is asked for.
        let (start, end) = (page.components(separatedBy: "<details>"), page.components(separatedBy: "</details>"))
        let open = (start.first ?? "") + (end.last ?? "")
        #expect(start.count == 2 && open.components(separatedBy: "音声通話で受け取る").count == 2)
        #expect(start.last?.contains("別の電話番号に送る") == true && !open.contains("name=\"number\""))
        let wrong = FieldError(field: "number", rule: "x", message: LocalizedText(ja: "x", en: "x"))
        for other in [
            sentPage(.phone, .set, desk(.accepted(at: samples.at(5)), .sms), errors: [wrong]),
            sentPage(.phone, .set, desk(.refused("numberUnknown"), .sms)),
        ] {
            #expect(!other.contains("<details>") && other.contains("name=\"number\""))
        }
    }

    @Test("Every step of a login that shows or sends a code can be left")
    func cancel() {
        let way = "action=\"/login/cancel\""
        for purpose in [CodePurpose.set, .show] {
            let open = desk(.accepted(at: samples.at(5)), .mail)
            #expect(sentPage(.mail, purpose, open).contains(way))
            #expect(!sentPage(.mail, .set, open, signedIn: true).contains(way))
        }
        #expect(
            samples.all.filter { ["passkey-show", "passkey-first"].contains($0.name) }.allSatisfy {
                $0.html.contains(way)
            })
    }

    @Test("A wrong code is told alike for app, mail, phone and backup: first, aloud, and at its field")
    func wrong() {
        let open = desk(.accepted(at: samples.at(5)), .mail)
        let pages = [
            html(FactorCodePage(kind: .app, note: .refused(left: 3, .app))),
            html(AppSetUpPage(isLogin: true, note: .refused(left: 3, .app))),
            sentPage(.mail, .set, open, errors: CodeNote.refused(left: 3, .mail).errors),
            sentPage(.phone, .show, open, errors: CodeNote.refused(left: 3, .phone).errors),
            html(RecoverPage(errors: CodeNote.refused(left: 3, .backup).errors)),
        ]
        for page in pages {
            #expect(page.contains("入力されたコードが一致しません。") && page.contains("あと3回入力できます。"))
            #expect(page.contains("role=\"alert\" tabindex=\"-1\" id=\"errors\"") && page.contains("href=\"#code\""))
        }
        for (place, page) in pages.enumerated() where place != 1 {
            #expect(page.contains("aria-invalid=\"true\" aria-describedby=\"code-h code-e\""), "\(place)")
        }
        for note in [CodeNote.refused(left: 0, .app), .locked(minutes: 4), .stopped] {
            let page = html(FactorCodePage(kind: .app, note: note))
            #expect(page.contains("role=\"alert\"") && !page.contains("name=\"code\""))
        }
    }

    @Test("No page takes a form of another site")
    func foreign() async throws {
        try await PageHouse.with(.sqlite) { house in
            let forms = house.routes.filter { route in
                let isOurs = ![.link, .bearer, .bearerOrInstallation].contains(route.access)
                return route.method == .post && isOurs && !route.pattern.description.hasPrefix("/hooks/")
            }
            #expect(forms.count > 60)
            for route in forms {
                let path = route.pattern.parts.reduce("") { path, part in
                    switch part {
                    case .word(let word): path + "/" + word
                    case .name: path + "/22"
                    }
                }
                for browser in [Browser(house), try await house.browser(PageHouse.own.administrator)] {
                    // Whoever is nobody there is asked to log in, whatever was sent.
                    if browser.cookies.isEmpty, route.access == .session { continue }
                    if route.access == .family {
                        let answer = try await browser.post(path, headers: [("Origin", "https://evil.example")])
                        #expect(answer.location?.hasPrefix("/login") == true || answer.status == 401, "\(path)")
                        continue
                    }
                    try await browser.get("/menu")
                    let answer = try await browser.post(path, headers: [("Origin", "https://evil.example")])
                    #expect(answer.status == 403, "\(path)")
                }
            }
        }
    }

    @Test("Where a login's page also stands in a session, its form carries the session's token")
    func token() async throws {
        try await PageHouse.with(.sqlite) { house in
            for path in ["/security/app", "/security/mail", "/security/phone/send", "/security/passkey"] {
                let browser = try await house.browser(PageHouse.own.administrator)
                #expect(try await browser.post(path, [("csrf", "x")]).status == 403, "\(path)")
            }
        }
    }

    @Test("Each banner comes back from its cookie, and each says what was registered", arguments: Registered.allCases)
    func banners(_ what: Registered) {
        #expect(Banner(cookieText: Banner.registered(what).cookieText) == .registered(what))
        #expect(Banner(cookieText: Banner.policiesRegistered(clients: 3).cookieText) == .policiesRegistered(clients: 3))
        let others = Registered.allCases.filter { $0 != what }
        for language in Language.allCases {
            let words = Catalogue.Banners.registered(what)[language]
            #expect(!others.contains { Catalogue.Banners.registered($0)[language] == words })
            #expect(words != "登録しました" && words != "Registered")
        }
    }
}
