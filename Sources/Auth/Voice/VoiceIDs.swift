import Database
package import Domain
package import Tenants

/// Gives out voice IDs. Whoever has none gets one when it is first looked at: no migration needs to visit a
/// million people.
package struct VoiceIDs: Sendable {
    /// People who get an ID in one transaction.
    private static let chunk = 200
    /// Draws for one that nobody has: even with nine of ten taken, one of so many is free.
    private static let draws = 100

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// The column of a people's file; whoever has no ID gets one before the file is written.
    package func column(_ randomness: Randomness) -> PeopleExportExtras {
        PeopleExportExtras(
            columns: ["voice_id"],
            prepare: { scope in try await giveEverybody(in: scope, randomness) },
            cells: { people, _, tenant, transaction in
                var cells: [PersonID: [String]] = [:]
                try transaction.forEach(
                    """
                    SELECT voice.person_id, voice.voice_id FROM voice_login voice
                    JOIN tenant ON tenant.id = voice.tenant_id AND tenant.voice_option = 1
                    WHERE voice.tenant_id = \(tenant) AND voice.person_id IN \(list: people)
                    """
                ) { row in
                    let person = try row.next(PersonID.self)
                    cells[person] = [try row.next()]
                }
                return cells
            })
    }

    /// Gives an ID to everybody of an organization with the voice option who has none: some people at a time.
    ///
    /// - Throws: `DatabaseError`.
    private func giveEverybody(in scope: TenantScope, _ randomness: Randomness) async throws {
        let tenant = scope.tenant
        guard try await parts.database.read(scope, { try Self.isOffered(tenant, $0) }) else { return }
        var last: PersonID?
        repeat {
            let after = last ?? PersonID(rawValue: Int64.min)
            let people = try await parts.database.read(scope) { transaction in
                try transaction.values(
                    PersonID.self,
                    """
                    SELECT person.id FROM person
                    LEFT JOIN voice_login voice ON voice.tenant_id = person.tenant_id AND voice.person_id = person.id
                    WHERE person.tenant_id = \(tenant) AND person.id > \(after) AND voice.person_id IS NULL
                      AND person.employment <> \(Employment.left)
                    ORDER BY person.id LIMIT \(Self.chunk)
                    """)
            }
            last = people.last
            if people.isEmpty { break }
            try await parts.database.write(scope) { transaction in
                try Self.give(people.map { .person($0) }, in: tenant, randomness, transaction)
            }
        } while last != nil
    }

    /// The ID of one, made if there was none.
    func id(of owner: VoiceOwner, in scope: TenantScope, _ randomness: Randomness) async throws -> VoiceID {
        let tenant = scope.tenant
        let found = try await parts.database.read(scope) { try Self.find(owner, tenant, $0) }
        if let found { return found }
        let given = try await parts.database.write(scope) { transaction in
            try Self.give([owner], in: tenant, randomness, transaction)
            return try Self.find(owner, tenant, transaction)
        }
        guard let given else { throw NotFound("voice") }
        return given
    }

    /// Whether the organization's contract has the voice option.
    static func isOffered(_ tenant: TenantID, _ transaction: Transaction) throws -> Bool {
        try transaction.value(Bool.self, "SELECT voice_option FROM tenant WHERE id = \(tenant)") ?? false
    }

    private static func find(_ owner: VoiceOwner, _ tenant: TenantID, _ transaction: Transaction) throws -> VoiceID? {
        try transaction.value(
            VoiceID.self, "SELECT voice_id FROM \(owner.table) WHERE tenant_id = \(tenant) AND \(owner.row)")
    }

    /// Makes rows for owners of one kind. A draw that somebody has is drawn again.
    private static func give(
        _ owners: [VoiceOwner], in tenant: TenantID, _ randomness: Randomness, _ transaction: Transaction
    ) throws {
        for owner in owners {
            for _ in 0..<draws {
                let id = VoiceID(isFamily: owner.isFamily, randomness)
                let made = try transaction.execute(
                    owner.isFamily
                        ? """
                        INSERT INTO family_voice_login (tenant_id, member_id, voice_id)
                        VALUES (\(tenant), \(owner.number), \(id)) ON CONFLICT DO NOTHING
                        """
                        : """
                        INSERT INTO voice_login (tenant_id, person_id, voice_id)
                        VALUES (\(tenant), \(owner.number), \(id)) ON CONFLICT DO NOTHING
                        """)
                // Somebody else may have given one meanwhile.
                if try made == 1 || find(owner, tenant, transaction) != nil { break }
            }
        }
    }
}
