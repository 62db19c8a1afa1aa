import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("A session that ended while it was about to change something")
struct SessionOverTests {
    private static let (tenant, person) = (GuardedHouse.tenant, GuardedHouse.person)

    @Test("It changes nothing any more, whatever it had begun (R-041)", arguments: DatabaseKind.available)
    func nothing(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let (auth, now, password) = (guarded.auth, guarded.now, GuardedHouse.password)
            let grant = try await guarded.grant()
            let session = try await guarded.session(of: grant)
            let trip = TripGrant(tenant: Self.tenant, token: SecretToken(randomness: .system))
            try await Self.prepare(trip, session, guarded)
            let code = try #require(CodeText(typed: "000000"))
            try await auth.sessions.end(cookie: grant.cookie.exposed)
            let attempts: [(String, @Sendable () async throws -> Void)] = [
                ("all factors", { try await auth.resetFactors.own(session, password: password, now: now) }),
                ("one factor", { try await auth.removeFactor(session, .app, now: now) }),
                ("one passkey", { try await auth.passkeys.remove(PasskeyID(rawValue: 1), session, now: now) }),
                ("the link", { try await auth.openIDLink.remove(session, now: now) }),
                ("a link", { try await auth.openIDLink.confirm(session, trip, now: now) }),
                (
                    "backup codes",
                    {
                        _ = try await auth.makeBackupCodes.anew(
                            session, password: password, now: now, randomness: .system)
                    }
                ),
                (
                    "the password",
                    {
                        _ = try await auth.changePassword.own(
                            session, current: password,
                            ChangePassword.Choice(password: "ringo-densha-2618", confirmation: "ringo-densha-2618"),
                            now: now, randomness: .system)
                    }
                ),
                ("an app", { _ = try await auth.setUpApp.register(session, code, now: now, randomness: .system) }),
                (
                    "an address",
                    {
                        _ = try await auth.setCodeFactor(
                            .session(session), .mail, code, requestID: "t", now: now, randomness: .system)
                    }
                ),
                (
                    "a passkey",
                    {
                        _ = try await auth.passkeys.register(
                            .session(session), clientData: [], attestation: [], name: "", requestID: "t", now: now,
                            randomness: .system)
                    }
                ),
            ]
            for (what, attempt) in attempts {
                await #expect(throws: NotSignedIn(), "\(what)") { try await attempt() }
            }
            #expect(guarded.mails.take() == [])
            #expect(try await guarded.count("session") == 0)
            #expect(try await guarded.count("app_factor") == 1)
            #expect(try await guarded.unused() == nil)
            let left = try await database.read(.tenant(Self.tenant)) { transaction in
                try transaction.values(
                    Int.self,
                    """
                    SELECT COUNT(*) FROM passkey UNION ALL SELECT COUNT(*) FROM open_id_link
                    UNION ALL SELECT COUNT(*) FROM open_id_trip UNION ALL SELECT COUNT(*) FROM factor_lock WHERE failures > 0
                    """)
            }
            #expect(left == [1, 1, 1, 0], "the trip can still be taken, and no try was counted")
            #expect(try await guarded.pending().step == .factor)
        }
    }

    /// A passkey, a link, and another account that waits to be confirmed.
    private static func prepare(_ trip: TripGrant, _ session: Session, _ guarded: GuardedHouse) async throws {
        let now = guarded.now
        try await guarded.house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO passkey
                    (tenant_id, person_id, id, credential_id, public_key, algorithm, sign_count, name, set_at)
                VALUES (\(tenant), \(person), 1, \([1] as [UInt8]), \([2] as [UInt8]), -7, 0, 'iPhone', 0)
                """)
            try transaction.execute(
                """
                INSERT INTO open_id_link (tenant_id, person_id, issuer, subject, linked_at)
                VALUES (\(tenant), \(person), 'https://id.example/', 'u-1', 0)
                """)
            try OpenIDTrip(
                purpose: .confirm, binding: session.binding, nonce: "", verifier: [], issuer: "https://id.example/",
                subject: "u-2"
            ).open(trip, now: now, in: transaction)
        }
    }

    @Test(
        "What is over is dropped in every table, also more than fits into one step", arguments: DatabaseKind.available)
    func pruned(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let (tenant, person, other) = (AuthHouse.tenant, AuthHouse.employee, AuthHouse.administrator)
            let (now, old) = (house.clock.now, house.clock.now - .seconds(200_000))
            let none: [UInt8] = []
            try await database.write(.installation) { transaction in
                for (person, mark, at) in [(person, 1 as UInt8, old), (other, 2, now)] {
                    for statement: SQL in [
                        """
                        INSERT INTO session (tenant_id, token_hash, person_id, created_at, seen_at)
                        VALUES (\(tenant), \([mark]), \(person), \(at), \(at))
                        """,
                        """
                        INSERT INTO pending_login (tenant_id, token_hash, person_id, step, expires_at)
                        VALUES (\(tenant), \([mark]), \(person), 'factor', \(at))
                        """,
                        """
                        INSERT INTO login_throttle (account_hash, failures, wait_until, changed_at)
                        VALUES (\([mark]), 1, 0, \(at))
                        """,
                        """
                        INSERT INTO factor_reset_proposal
                            (tenant_id, person_id, proposed_by, reason, proposed_at, expires_at)
                        VALUES (\(tenant), \(person), \(other), 'x', \(at), \(at))
                        """,
                        """
                        INSERT INTO app_candidate (tenant_id, person_id, id, binding, secret, shown_at)
                        VALUES (\(tenant), \(person), 1, \(none), \(none), \(at))
                        """,
                        """
                        INSERT INTO sent_code
                            (tenant_id, person_id, kind, purpose, binding, mark, target, way, delivery, sent_at,
                             expires_at)
                        VALUES (\(tenant), \(person), 'mail', 'set', \(none), \(none), 'a@b.jp', 'mail', 1, \(at),
                                \(at))
                        """,
                        """
                        INSERT INTO code_sends (tenant_id, person_id, times, last_at)
                        VALUES (\(tenant), \(person), '', \(at))
                        """,
                        """
                        INSERT INTO passkey_question (tenant_id, person_id, purpose, binding, challenge, expires_at)
                        VALUES (\(tenant), \(person), 'set', \(none), \(none), \(at))
                        """,
                    ] { try transaction.execute(statement) }
                }
                for number in 0...600 {
                    let hash: [UInt8] = [UInt8(number >> 8), UInt8(number & 255)]
                    try transaction.execute(
                        """
                        INSERT INTO open_id_trip
                            (tenant_id, hash, purpose, binding, nonce, verifier, issuer, subject, expires_at)
                        VALUES (\(tenant), \(hash), 'login', \(none), '', \(none), '', '', \(number == 0 ? now : old))
                        """)
                }
            }
            #expect(try await house.sessions.prune(now: now) == 8 + 600)
            #expect(try await house.sessions.prune(now: now) == 0)
        }
    }
}
