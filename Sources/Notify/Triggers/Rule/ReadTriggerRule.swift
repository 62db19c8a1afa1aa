package import Database
package import Domain
package import Profiles
package import Tenants

/// The rule of an organization, as its administrators see it.
package struct SavedTriggerRule: Hashable, Sendable {
    /// The rule; one that is switched off, with the defaults, until it is saved for the first time.
    package let rule: TriggerRule
    /// The template whose words go out; nil for the built-in ones.
    package let template: TemplateID?
    /// When it was changed last; nil if never.
    package let changedAt: Instant?
    /// How many people have an address that counts in the rule's area.
    package let people: Int
    /// Regions of the area that JMA does not have any more; an administrator decides what is meant.
    package let gone: [GoneRegion]
}

/// An administrator looks at the rule (R-191).
package struct ReadTriggerRule: Sendable {
    private let database: Database
    private let regions: RegionTable

    /// Reads from this database.
    package init(database: Database, regions: RegionTable) {
        self.database = database
        self.regions = regions
    }

    /// The organization's rule; requires `manageTriggers`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope) async throws -> SavedTriggerRule {
        try scope.require(.manageTriggers)
        let off = try TriggerRule(isActive: false)
        return try await database.read(scope) { transaction in
            let row = try TriggerRuleRow.load(scope.tenant, transaction)
            var gone: [GoneRegion] = []
            if case .only(let area) = row?.rule.area {
                gone = try RegionVersions.gone(area, from: regions, transaction)
            }
            return SavedTriggerRule(
                rule: row?.rule ?? off, template: row?.template, changedAt: row?.changedAt,
                people: try people(concerned(by: row?.rule ?? off), in: scope.tenant, transaction), gone: gone)
        }
    }

    /// How many people the saved rule asks and this one does not; requires `manageTriggers`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func fallingOut(of rule: TriggerRule, _ scope: TenantScope) async throws -> Int {
        try scope.require(.manageTriggers)
        return try await database.read(scope) { transaction in
            guard let saved = try TriggerRuleRow.load(scope.tenant, transaction)?.rule, saved.isActive else { return 0 }
            let isKept: SQL = rule.isActive ? " AND NOT \(concerned(by: rule))" : ""
            return try people(concerned(by: saved) + isKept, in: scope.tenant, transaction)
        }
    }

    private func people(_ condition: SQL, in tenant: TenantID, _ transaction: Transaction) throws -> Int {
        try transaction.value(
            Int.self,
            """
            SELECT COUNT(*) FROM person p
            WHERE p.tenant_id = \(tenant) AND p.employment <> 'left' AND \(condition)
            """) ?? 0
    }

    /// People whose address names a region of the area, or a prefecture that has one where no region is known or used.
    private func concerned(by rule: TriggerRule) -> SQL {
        let kinds = rule.addresses.map(\.rawValue).sorted()
        var place: SQL = ""
        if case .only(let area) = rule.area {
            let prefectures = Set(area.compactMap { regions[$0]?.prefecture.description }).sorted()
            place = """
                 AND (a.region IN \(list: area.sorted().map(\.description))
                      OR ((a.region IS NULL OR \(AddressPrecision.isPrefectureOnly(of: "p.tenant_id")))
                          AND a.prefecture IN \(list: prefectures)))
                """
        }
        return """
            EXISTS (SELECT 1 FROM address a WHERE a.tenant_id = p.tenant_id AND a.person_id = p.id
                    AND a.kind IN \(list: kinds) AND a.prefecture <> ''\(place))
            """
    }
}
