import Auth
import Database
import Domain
import Tenants
import TestKit
import Testing

@Suite("Backup codes")
struct BackupCodeTests {
    @Test("A set is ten codes of sixteen characters that nobody mistakes for each other (R-095, R-101, R-125)")
    func set() throws {
        for seed in 0..<200 as Range<UInt64> {
            let codes = BackupCode.set(randomness: .seeded(seed)).map(\.text.exposed)
            #expect(codes.count == 10)
            #expect(Set(codes.map { $0.prefix(4) }).count == 10)
            for code in codes {
                #expect(code.wholeMatch(of: #/[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){3}/#) != nil)
            }
        }
    }

    @Test("A code may be typed in any width and case, with spaces, hyphens or neither")
    func typed() throws {
        let code = try #require(BackupCode(typed: "ABCD-EFGH-JKLM-NPQR"))
        for text in [
            "abcdefghjklmnpqr", "  ABCD efgh JKLM npqr ", "ＡＢＣＤ－ＥＦＧＨ－ＪＫＬＭ－ＮＰＱＲ", "ABCD‐EFGH‐JKLM‐NPQR",
            "ａｂｃｄ　ｅｆｇｈｊｋｌｍｎｐｑｒ", "ＡＢＣＤーＥＦＧＨーＪＫＬＭーＮＰＱＲ", "ABCDｰEFGHｰJKLMｰNPQR",
            "ABCD-EFGH\r\n\tJKLM-NPQR\n", "ABCD\u{a0}EFGH\u{200b}JKLM\u{2212}NPQR",
        ] {
            #expect(BackupCode(typed: text) == code)
        }
        for text in [
            "", "ABCD-EFGH-JKLM-NPQ", "ABCD-EFGH-JKLM-NPQRS", "ABCD-EFGH-JKLM-NPQ0", "ABCD-EFGH-JKLM-NPQ\0", "123456",
            String(repeating: "A", count: 100_000),
        ] {
            #expect(BackupCode(typed: text) == nil)
        }
        #expect("\(code)".contains("•••") && !"\(code)".contains("ABCD"))
    }

    @Test("A set is kept as hashes, a new one takes the place of the old", arguments: DatabaseKind.available)
    func stored(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let codes = BackupCodes(hasher: house.hasher)
            let (tenant, person, now) = (AuthHouse.tenant, AuthHouse.employee, house.clock.now)
            func status() async throws -> BackupCodes.Status? {
                try await database.read(.tenant(tenant)) { try BackupCodes.status(of: person, tenant: tenant, in: $0) }
            }
            #expect(try await status() == nil)
            for _ in 0..<2 {
                let set = try await codes.fresh(randomness: house.randomness)
                try await database.write(.tenant(tenant)) {
                    try BackupCodes.replace(with: set, of: person, tenant: tenant, now: now, in: $0)
                }
                let stored = try #require(try await status())
                #expect(stored.madeAt == now && stored.unused == 10)
            }
            let removed = try await database.write(.tenant(tenant)) {
                try BackupCodes.removeAll(of: person, tenant: tenant, in: $0)
            }
            #expect(removed == 10)
            #expect(try await status() == nil)
        }
    }
}
