import CSodium
import Database
import Domain
import Tenants

/// Asks whoever is in a session for their own password once more, before something that cannot be taken back. Tries are
/// counted like those of a login, apart from them: a borrowed session must not become a way to guess.
struct OwnPassword: Sendable {
    /// The form field that it is typed into.
    static let field = "password"

    private let parts: AuthParts

    init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Goes on if the password is right.
    ///
    /// - Throws: `InvalidInput` of the field `password`, `NotAllowed`, `PasswordHasher.Busy` or `DatabaseError`.
    func check(_ typed: String, of scope: TenantScope, now: Instant) async throws {
        guard let person = scope.person else { throw NotAllowed(capability: .manageOwnLogin) }
        let tenant = scope.tenant
        let key = Self.key(tenant, person)
        let place = try parts.hasher.take()
        let turn = try await parts.database.write(.installation, durability: .process) { transaction in
            try LoginThrottle.count(key, now: now, in: transaction)
        }
        if case .wait(let wait) = turn { throw Self.waiting(wait) }
        let stored = try await parts.database.read(scope) { transaction in
            try Credential.find(person: person, tenant: tenant, transaction)?.hash
        }
        guard await parts.hasher.verify(PasswordText(typed), against: stored, in: place) else {
            try await parts.database.write(scope) { transaction in
                try AuditChain.append(
                    AuditEvent("password.asked", subject: "person:\(person)", result: "refused"), by: scope, at: now,
                    in: transaction)
            }
            throw Self.mismatch
        }
        try await parts.database.write(.installation, durability: .process) { try LoginThrottle.clear(key, in: $0) }
    }

    /// The key of these waits: one that nobody can reach by typing something at a login.
    static func key(_ tenant: TenantID, _ person: PersonID) -> [UInt8] {
        let input = Array("own\n\(tenant)\n\(person)".utf8)
        var output = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&output, output.count, input, UInt64(input.count), nil, 0)
        return output
    }

    private static let mismatch = InvalidInput(
        field: field, rule: "mismatch",
        message: LocalizedText(
            ja: "ご自身のパスワードが一致しません。もう一度入力してください。",
            en: "Your own password doesn't match. Please type it again."))

    private static func waiting(_ wait: Duration) -> InvalidInput {
        let seconds = (wait.inMilliseconds + 999) / 1_000
        return InvalidInput(
            field: field, rule: "wait",
            message: LocalizedText(
                ja: "パスワードの入力が続けて一致しませんでした。\(seconds)秒ほどお待ちください。",
                en: "The password didn't match several times. Please wait \(seconds) seconds."))
    }
}
