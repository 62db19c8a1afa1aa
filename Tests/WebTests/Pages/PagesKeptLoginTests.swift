import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth
@testable import Web

/// A form that waits for a login comes back whatever the login asks for after the password.
@Suite("Pages: forms that wait for the end of a login")
struct PagesKeptLoginTests {
    /// What a login ends with.
    enum End: CaseIterable {
        case firstPassword, setUp, mail, phone, backupCode
    }

    private static let own = PageHouse.own
    private static let account = [("organization", "seikai"), ("loginID", "b000031")]

    @Test("What was typed comes back at the end of a login, whichever way it takes (R-042)", arguments: End.allCases)
    func comesBack(_ end: End) async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(Self.own.administrator)
            try await browser.get("/templates/new")
            house.clock.advance(by: .seconds(1_801))
            let typed = [("name", "大地震"), ("kind", "drill"), ("subject", "件名"), ("body", "本文")]
            let kept = try #require(try await browser.post("/templates/new", typed).field("keptForm"))
            browser.cookies["__Host-anpi"] = nil
            browser.csrf = nil
            let password = try await Self.settle(house, end)
            let login = try await browser.post(
                "/login", Self.account + [("password", password), ("keptForm", kept)])
            let back = try await Self.finish(login, browser, house, end)
            #expect(back.status == 200 && back.field("name") == "大地震", "\(end): \(back.status)")
            #expect(back.text.contains(#"action="/templates/new""#), "\(end)")
            #expect(try await browser.post("/templates/new", typed).location == "/templates", "\(end)")
        }
    }

    /// Gives the administrator what the login asks for; returns the password.
    private static func settle(_ house: PageHouse, _ end: End) async throws -> String {
        let (tenant, person, now) = (own.tenant, own.administrator, house.clock.now)
        if end == .firstPassword { return try await house.api.firstPassword(person) }
        let hasher = house.api.services.auth.parts.hasher
        let hash = try await hasher.hash(PasswordText(APIHouse.password))
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO credential (tenant_id, person_id, state, hash, consecutive_failures, changed_at)
                VALUES (\(tenant), \(person), 'own', \(hash), 0, \(now))
                """)
            try transaction.execute(
                """
                INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                VALUES (\(tenant), 0, 1, 1, 'answer')
                """)
            if end == .setUp { return }
            let (kind, target) = end == .phone ? ("phone", "+819011112222") : ("mail", "own@example.jp")
            try transaction.execute(
                """
                INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                VALUES (\(tenant), \(person), \(kind), \(target), 0)
                """)
        }
        return APIHouse.password
    }

    /// The rest of the login.
    private static func finish(
        _ login: Browser.Reply, _ browser: Browser, _ house: PageHouse, _ end: End
    ) async throws -> Browser.Reply {
        if end == .firstPassword {
            #expect(login.location == "/login/password")
            return try await browser.post(
                "/login/password", [("newPassword", APIHouse.password), ("confirmation", APIHouse.password)])
        }
        #expect(login.location == "/login/scope")
        let next = try await browser.post("/login/scope", [("scope", "full")])
        switch end {
        case .setUp:
            #expect(next.location == "/security/app")
            return try await enter("/security/mail", [("address", "own@example.jp")], browser, house)
        case .mail: return try await enter("/login/mail", [], browser, house)
        case .phone: return try await enter("/login/phone", [("way", "sms")], browser, house)
        case .firstPassword, .backupCode:
            let (tenant, person) = (own.tenant, own.administrator)
            let parts = house.api.services.auth.parts
            let codes = try await BackupCodes(hasher: parts.hasher).fresh(randomness: .system)
            let now = house.clock.now
            try await house.database.write(.tenant(tenant)) {
                try BackupCodes.replace(with: codes, of: person, tenant: tenant, now: now, in: $0)
            }
            return try await browser.post(
                "/login/recover", [("code", codes.codes[0].text.exposed), ("use", "signIn")])
        }
    }

    /// Has a code sent, and types it.
    private static func enter(
        _ place: String, _ fields: [(String, String)], _ browser: Browser, _ house: PageHouse
    ) async throws -> Browser.Reply {
        #expect(try await browser.post("\(place)/send", fields).location == place)
        return try await browser.post(place, [("code", try #require(house.api.sentCodes.last))])
    }
}
