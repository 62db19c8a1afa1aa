import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

/// The organization `futatsume` of `AuthHouse`, where a second factor is used, with one person who has an own password.
struct FactorHouse: Sendable {
    static let tenant = TenantID(rawValue: 13)
    static let person = PersonID(rawValue: 25)
    static let password = "kaki-densha-2617"

    let house: AuthHouse
    var clock: TestClock { house.clock }
    var auth: AuthServices { house.auth }

    static func open(_ database: Database) async throws -> FactorHouse {
        let house = FactorHouse(house: try await AuthHouse.open(database))
        let first = try await house.house.issue(person, tenant: tenant)
        guard
            case .progress(.next(let grant, .password, _)) = try await house.house.tryLogin(
                "futatsume", "B002417", first)
        else { throw NotFound("pending login") }
        _ = try await house.auth.changePassword.afterFirstPassword(
            grant, ChangePassword.Choice(password: password, confirmation: password), requestID: "test",
            now: house.clock.now, randomness: .system)
        return house
    }

    /// A login after the right password, at the choice.
    func pendingChoice() async throws -> PendingGrant {
        guard
            case .progress(.next(let grant, .choice, _)) = try await house.tryLogin(
                "futatsume", "B002417", Self.password)
        else { throw NotFound("choice") }
        return grant
    }

    private func pending(at step: LoginStep) async throws -> PendingGrant {
        let grant = try await pendingChoice()
        let progress = try await auth.continueLogin.choose(
            grant, .full, requestID: "test", now: clock.now, randomness: .system)
        guard case .next(let next, step, _) = progress else { throw NotFound("step") }
        return next
    }

    func pendingEnrolment() async throws -> PendingGrant { try await pending(at: .enrolment) }
    func pendingCode() async throws -> PendingGrant { try await pending(at: .factor) }

    func show(_ grant: PendingGrant) async throws -> ShownAppKey? {
        guard case .shown(let key) = try await auth.setUpApp.show(grant, now: clock.now, randomness: .system) else {
            return nil
        }
        return key
    }

    /// Registers with the code that an app with this key shows.
    func register(_ grant: PendingGrant, _ shown: ShownAppKey) async throws -> SetUpOutcome {
        try await auth.setUpApp.register(
            grant, code(shown), requestID: "test", now: clock.now, randomness: .system)
    }

    /// Registers with a code that none of these keys has now.
    func register(_ grant: PendingGrant, _ code: String, unless keys: [ShownAppKey]) async throws -> SetUpOutcome {
        let step = TOTP.step(at: clock.now)
        let taken = Set(
            keys.flatMap { key in (step - 130...step + 130).compactMap { TOTP.code(key.key.bytes, step: $0) } })
        let free = (0..<1_000).map { String("00000\($0)".suffix(6)) }.first { !taken.contains($0) } ?? code
        return try await auth.setUpApp.register(
            grant, try #require(CodeText(typed: free)), requestID: "test", now: clock.now, randomness: .system)
    }

    /// Shows what an app with this key shows so many steps from now.
    func enter(_ grant: PendingGrant, _ shown: ShownAppKey, offset: Int = 0) async throws -> FactorOutcome {
        try await auth.factors.show(
            grant, .app, .code(code(shown, offset: offset)), requestID: "test", now: clock.now, randomness: .system)
    }

    func code(_ shown: ShownAppKey, offset: Int = 0) throws -> CodeText {
        let step = TOTP.step(at: clock.now) + Int64(offset)
        return try #require(TOTP.code(shown.key.bytes, step: step).flatMap(CodeText.init(typed:)))
    }

    /// Sets an app up; a step later, its codes are fresh.
    func settleApp() async throws -> ShownAppKey {
        let grant = try await pendingEnrolment()
        let shown = try #require(try await show(grant))
        _ = try await register(grant, shown)
        clock.advance(by: .seconds(30))
        return shown
    }

    /// Lifts every lock, as a reset does.
    func lift() async throws {
        try await house.database.write(.tenant(Self.tenant)) { transaction in
            try FactorLocks.lift(Self.person, tenant: Self.tenant, in: transaction)
        }
    }
}
