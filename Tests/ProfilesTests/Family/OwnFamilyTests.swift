import Database
import Domain
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("One's own family users")
struct OwnFamilyTests {
    private static let migrations = TenantsSchema.migrations + ProfilesSchema.migrations
    private static let tenant = TenantID(rawValue: 1)
    private static let now = TestClock().now

    private func scope(_ person: Int64, in tenant: Int64 = 1, _ may: Set<Capability> = .member) -> TenantScope {
        TenantScope(
            tenant: TenantID(rawValue: tenant), actor: .person(PersonID(rawValue: person)), capabilities: may,
            requestID: "test")
    }

    /// Two organizations, the first with the people 11 and 12, the second with 21.
    private func house(_ database: Database, notice: ContactNotice = .none) async throws -> OwnFamily {
        try await database.write(.installation) { transaction in
            for (tenant, people) in [(1, [11, 12]), (2, [21])] {
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(tenant), \(nil as Int64?), \("org\(tenant)"), 'N', 'T', 'standard', 1, 1, 0)
                    """)
                for person in people {
                    try transaction.execute(
                        """
                        INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                            created_at, changed_at)
                        VALUES (\(tenant), \(person), \("B\(person)"), 'N', 'K', 'member', 'ja', 'active', 0, 0)
                        """)
                }
            }
        }
        return OwnProfile(
            database: database, table: try RegionTable.embedded(), mail: MailAddressCheck { .address($0) },
            notice: notice
        ).family(IdentifierSource(randomness: .seeded(1)), .seeded(2))
    }

    private func draft(_ code: String) -> FamilyDraft {
        var draft = FamilyFieldTests.valid()
        draft.code = code
        return draft
    }

    @Test("What was registered is read back, changed and removed (R-169)", arguments: DatabaseKind.available)
    func roundTrip(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let family = try await house(database)
            let rules = FamilyFieldTests.rules()
            var second = draft("B2")
            second.address = ProfileDraft.Address()
            second.mails = ["", "", ""]
            second.phone = ""
            second.kana = ""
            let id = try await family.add(scope(11), draft("c1"), rules: rules, now: Self.now)
            _ = try await family.add(scope(11), second, rules: rules, now: Self.now)
            #expect(try await family.list(scope(11)).map(\.sheet.draft) == [second, draft("C1")])
            var changed = draft("A1")
            changed.mails = ["", "new@example.jp", ""]
            changed.address.street = ""
            try await family.change(scope(11), id, changed, rules: rules, now: Self.now)
            #expect(try await family.one(scope(11), id).sheet.draft == changed)
            // Each part of an address is optional (R-163, R-164).
            changed.address = ProfileDraft.Address(city: "輪島市")
            try await family.change(scope(11), id, changed, rules: rules, now: Self.now)
            #expect(try await family.one(scope(11), id).sheet.draft == changed)
            try await family.remove(scope(11), id, now: Self.now)
            #expect(try await family.list(scope(11)).map(\.sheet.code.description) == ["B2"])
            let left = try await database.read(scope(11)) { transaction in
                try transaction.value(
                    Int.self,
                    """
                    SELECT (SELECT COUNT(*) FROM family_contact WHERE tenant_id = \(Self.tenant))
                        + (SELECT COUNT(*) FROM family_address WHERE tenant_id = \(Self.tenant))
                    """)
            }
            #expect(left == 0)
        }
    }

    @Test(
        "Sixteen additions at once end at the limit, and lowering it removes nobody (R-172)",
        arguments: DatabaseKind.available)
    func limit(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let family = try await house(database)
            let rules = FamilyFieldTests.rules(limit: 6)
            let refusals = await withTaskGroup(of: String?.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        do {
                            _ = try await family.add(scope(11), draft("C\(number)"), rules: rules, now: Self.now)
                            return nil
                        } catch let error as InvalidInput {
                            return error.errors.map { "\($0.field).\($0.rule)" }.joined()
                        } catch {
                            return "\(error)"
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(refusals.filter { $0 == nil }.count == 6)
            #expect(refusals.compactMap(\.self) == Array(repeating: "code.limit", count: 10))
            let members = try await family.list(scope(11))
            #expect(members.count == 6)
            try await family.change(
                scope(11), members[0].id, draft("NEW"), rules: FamilyFieldTests.rules(limit: 2), now: Self.now)
            #expect(try await family.list(scope(11)).count == 6)
            // Another employee's family is counted on its own.
            _ = try await family.add(scope(12), draft("C1"), rules: rules, now: Self.now)
        }
    }

    @Test("A family code stands once for each employee, also when it is changed (R-159)")
    func codes() async throws {
        try await withDatabase(.sqlite, Self.migrations) { database in
            let family = try await house(database)
            let rules = FamilyFieldTests.rules()
            _ = try await family.add(scope(11), draft("CHICHI"), rules: rules, now: Self.now)
            let other = try await family.add(scope(11), draft("HAHA"), rules: rules, now: Self.now)
            func refusal(_ body: () async throws -> Void) async -> String? {
                do {
                    try await body()
                    return nil
                } catch {
                    return (error as? InvalidInput)?.errors.map(\.rule).joined() ?? "\(error)"
                }
            }
            #expect(
                await refusal { _ = try await family.add(scope(11), draft("chichi"), rules: rules, now: Self.now) }
                    == "taken")
            #expect(
                await refusal {
                    try await family.change(scope(11), other, draft("CHICHI"), rules: rules, now: Self.now)
                } == "taken")
            #expect(
                await refusal {
                    var same = draft("HAHA")
                    same.name = "山田 花"
                    try await family.change(scope(11), other, same, rules: rules, now: Self.now)
                } == nil)
        }
    }

    @Test(
        "A code that the program made stays one until another is typed; a new code ends what was open under the old one (R-159)",
        arguments: DatabaseKind.available)
    func madeCodes(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let family = try await house(database)
            let rules = FamilyFieldTests.rules()
            var made = draft("")
            made.makesCode = true
            let id = try await family.add(scope(11), made, rules: rules, now: Self.now)
            func stored() async throws -> (sheet: FamilySheet, epoch: Int?) {
                let epoch = try await database.read(scope(11)) { transaction in
                    try transaction.value(
                        Int.self,
                        "SELECT login_epoch FROM family_member WHERE tenant_id = \(Self.tenant) AND id = \(id)")
                }
                return (try await family.one(scope(11), id).sheet, epoch)
            }
            func change(_ draft: FamilyDraft) async throws -> (sheet: FamilySheet, epoch: Int?) {
                try await family.change(scope(11), id, draft, rules: rules, now: Self.now)
                return try await stored()
            }
            let first = try await stored()
            #expect(first.sheet.code.description.count == 8 && first.sheet.isCodeMade && first.epoch == 0)
            var same = first.sheet.draft
            same.name = "山田 次郎"
            let renamed = try await change(same)
            #expect(renamed.sheet.isCodeMade && renamed.epoch == 0)
            let again = try await change(made)
            #expect(again.sheet.isCodeMade && again.sheet.code != first.sheet.code && again.epoch == 1)
            let typed = try await change(draft("CHICHI"))
            #expect(!typed.sheet.isCodeMade && typed.epoch == 2)
            // Whoever types an old one has typed it.
            let old = try await change(draft(first.sheet.code.description))
            #expect(!old.sheet.isCodeMade && old.epoch == 3)
        }
    }

    @Test(
        "The employee is told of a new family user and of a new code, and of nothing else",
        arguments: DatabaseKind.available)
    func told(kind: DatabaseKind) async throws {
        let heard = Mutex<[PersonID]>([])
        let notice = ContactNotice(queue: { _, _, person, _, _ in heard.withLock { $0.append(person) } }, wake: {})
        try await withDatabase(kind, Self.migrations) { database in
            let family = try await house(database, notice: notice)
            let rules = FamilyFieldTests.rules()
            func count(_ change: () async throws -> Void) async throws -> Int {
                heard.withLock { $0 = [] }
                try await change()
                #expect(heard.withLock { $0 }.allSatisfy { $0 == PersonID(rawValue: 11) })
                return heard.withLock { $0.count }
            }
            func change(_ draft: FamilyDraft) async throws {
                let id = try #require(try await family.list(scope(11)).first?.id)
                try await family.change(scope(11), id, draft, rules: rules, now: Self.now)
            }
            #expect(
                try await count { _ = try await family.add(scope(11), draft("C1"), rules: rules, now: Self.now) } == 1)
            var other = draft("C1")
            other.name = "山田 次郎"
            #expect(try await count { try await change(other) } == 0)
            other.code = "C2"
            #expect(try await count { try await change(other) } == 1)
            other.makesCode = true
            #expect(try await count { try await change(other) } == 1)
        }
    }

    @Test(
        "What the family user or the employee has just saved is not written over by the other, who read before it (R-169)",
        arguments: DatabaseKind.available)
    func stale(kind: DatabaseKind) async throws {
        struct Other: Error {}
        try await withDatabase(kind, Self.migrations) { database in
            let family = try await house(database)
            let rules = FamilyFieldTests.rules()
            let id = try await family.add(scope(11), draft("C1"), rules: rules, now: Self.now)
            let member = TenantScope(
                tenant: Self.tenant, actor: .family(id), capabilities: .family, requestID: "test")
            func employee(_ draft: FamilyDraft, _ read: ContentVersion) async throws {
                try await family.change(
                    scope(11), id, draft, rules: rules, now: Self.now, expecting: { if $0 != read { throw Other() } })
            }
            func own(_ draft: FamilyDraft, _ read: ContentVersion) async throws {
                try await family.changeOwn(
                    member, draft, rules: rules, now: Self.now, expecting: { if $0 != read { throw Other() } })
            }
            let first = try await family.one(scope(11), id).sheet
            #expect(try await family.own(member).sheet.version(isOwn: true) == first.version(isOwn: true))
            var moved = first.draft
            moved.mails[1] = "moved@example.jp"
            try await own(moved, first.version(isOwn: true))
            var renamed = first.draft
            renamed.name = "山田 次郎"
            await #expect(throws: Other.self) { try await employee(renamed, first.version()) }
            let second = try await family.one(scope(11), id).sheet
            #expect(second.draft == moved, "nothing is half done")
            // Names, which the family user does not write, are no reason to refuse; the rest is.
            renamed = second.draft
            renamed.name = "山田 次郎"
            try await employee(renamed, second.version())
            moved.mails[2] = "third@example.jp"
            try await own(moved, second.version(isOwn: true))
            let third = try await family.one(scope(11), id).sheet
            #expect(third.name == "山田 次郎" && third.mails[2] == "third@example.jp")
            var cleared = third.draft
            cleared.mails = ["", "", ""]
            try await employee(cleared, third.version())
            await #expect(throws: Other.self) { try await own(moved, third.version(isOwn: true)) }
            #expect(try await family.one(scope(11), id).sheet.mails == ["", "", ""])
        }
    }

    @Test(
        "A family user of somebody else is none, and nothing is added without the option (R-011)",
        arguments: DatabaseKind.available)
    func strangers(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let family = try await house(database)
            let rules = FamilyFieldTests.rules()
            let id = try await family.add(scope(11), draft("CHICHI"), rules: rules, now: Self.now)
            for stranger in [scope(12), scope(21, in: 2), scope(11, in: 2)] {
                await #expect(throws: NotFound("family")) { _ = try await family.one(stranger, id) }
                await #expect(throws: NotFound("family")) {
                    try await family.change(stranger, id, draft("X"), rules: rules, now: Self.now)
                }
                await #expect(throws: NotFound("family")) {
                    try await family.remove(stranger, id, now: Self.now)
                }
            }
            let ended = FamilyFieldTests.rules(isOffered: false)
            await #expect(throws: NotFound("family")) {
                _ = try await family.add(scope(11), draft("HAHA"), rules: ended, now: Self.now)
            }
            await #expect(throws: NotFound("family")) {
                try await family.change(scope(11), id, draft("HAHA"), rules: ended, now: Self.now)
            }
            await #expect(throws: NotAllowed(capability: .editOwnProfile)) {
                try await family.remove(scope(11, [.viewOwnProfile]), id, now: Self.now)
            }
            try await family.remove(scope(11), id, now: Self.now)
        }
    }

    @Test(
        "The audit chain says that something was changed, not what and about whom; the family of whoever leaves stays until the removal",
        arguments: DatabaseKind.available)
    func traces(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let family = try await house(database)
            let rules = FamilyFieldTests.rules()
            let id = try await family.add(scope(11), draft("CHICHI"), rules: rules, now: Self.now)
            var changed = draft("HAHA")
            changed.mails[0] = "secret@example.jp"
            try await family.change(scope(11), id, changed, rules: rules, now: Self.now)
            let rows = try await ListAudit(database: database).part(
                scope(12, .administrator), ListAudit.Filter(), number: 1, size: 10
            ).rows
            #expect(rows.map(\.action) == ["family.changed", "family.added"])
            let said = rows.map { "\($0.subject) \($0.reason)" }.joined(separator: " ")
            #expect(said == "family  family ")
            _ = try await family.add(scope(12), draft("HAHA"), rules: rules, now: Self.now)
            let administrator = scope(12, .administrator)
            var details = try await ListPeople(database: database).person(administrator, PersonID(rawValue: 11)).details
            for employment in [Employment.onLeave, .left, .active] {
                details.employment = employment
                try await ChangePerson(database: database)(
                    administrator, PersonID(rawValue: 11), to: details, at: Self.now)
                #expect(try await family.list(scope(11)).map { "\($0.sheet.code)" } == ["HAHA"])
            }
            details.employment = .left
            try await ChangePerson(database: database)(
                administrator, PersonID(rawValue: 11), to: details, at: Self.now)
            try await RemovePerson(database: database)(administrator, PersonID(rawValue: 11), at: Self.now)
            #expect(try await family.list(scope(11)).isEmpty)
            #expect(try await family.list(scope(12)).count == 1)
            let left = try await database.read(scope(11)) { transaction in
                try transaction.value(
                    Int.self, "SELECT COUNT(DISTINCT member_id) FROM family_contact WHERE tenant_id = \(Self.tenant)")
            }
            #expect(left == 1)
        }
    }
}
