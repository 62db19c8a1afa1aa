import Database
import Domain
import Profiles

/// The rule of one organization in the database.
struct TriggerRuleRow: Sendable {
    let rule: TriggerRule
    let template: TemplateID?
    let changedAt: Instant

    /// Reads the rule, or nil if the organization never saved one; then nothing is ever asked by itself.
    ///
    /// - Parameter locking: Keeps the row until the transaction ends: decisions of one organization wait for each other.
    static func load(_ tenant: TenantID, locking: Bool = false, _ transaction: Transaction) throws -> TriggerRuleRow? {
        let lock: SQL = locking ? "\(dialect: .forUpdate)" : ""
        return try transaction.first(
            """
            SELECT is_active, minimum, area, addresses, hold_time, suppression, promotes_silence, template_id,
                   changed_at
            FROM trigger_rule WHERE tenant_id = \(tenant)\(lock)
            """, TriggerRuleRow.init)
    }

    func save(_ tenant: TenantID, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO trigger_rule
                (tenant_id, is_active, minimum, area, addresses, hold_time, suppression, promotes_silence, template_id,
                 changed_at)
            VALUES (\(tenant), \(rule.isActive), \(rule.minimum), \(area), \(addresses), \(rule.holdTime),
                    \(rule.suppression), \(rule.promotesSilence), \(template), \(changedAt))
            ON CONFLICT (tenant_id) DO UPDATE SET is_active = excluded.is_active, minimum = excluded.minimum,
                area = excluded.area, addresses = excluded.addresses, hold_time = excluded.hold_time,
                suppression = excluded.suppression, promotes_silence = excluded.promotes_silence,
                template_id = excluded.template_id, changed_at = excluded.changed_at
            """)
    }

    /// The regions with spaces between; empty for all of Japan.
    var area: String {
        switch rule.area {
        case .everywhere: ""
        case .only(let regions): ShakingText.text(regions)
        }
    }

    var addresses: String {
        AddressKind.allCases.filter(rule.addresses.contains).map(\.rawValue).joined(separator: " ")
    }
}

extension TriggerRuleRow {
    init(row: inout Row) throws {
        let isActive = try row.next(Bool.self)
        let minimum = try row.next(Intensity.self)
        let area = ShakingText.regions(try row.next())
        let addresses = try row.next(String.self).split(separator: " ").compactMap { AddressKind(rawValue: String($0)) }
        let (holdTime, suppression) = (try row.next(Duration.self), try row.next(Duration.self))
        let promotesSilence = try row.next(Bool.self)
        do throws(InvalidInput) {
            rule = try TriggerRule(
                isActive: isActive, minimum: minimum, area: area.isEmpty ? .everywhere : .only(area),
                addresses: Set(addresses), holdTime: holdTime, suppression: suppression,
                promotesSilence: promotesSilence)
        } catch {
            throw DatabaseError(.decoding, "a trigger rule is out of its limits")
        }
        template = try row.next()
        changedAt = try row.next()
    }
}
