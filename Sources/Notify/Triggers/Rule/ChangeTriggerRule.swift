package import Database
package import Domain
package import Profiles
package import Tenants

/// An administrator changes the rule. It holds from the next bulletin on; incidents that are held and not sent yet are
/// dropped when it is switched off.
package struct ChangeTriggerRule: Sendable {
    private let database: Database
    private let regions: RegionTable

    /// Writes to this database; areas are checked against this table.
    package init(database: Database, regions: RegionTable) {
        self.database = database
        self.regions = regions
    }

    /// Saves the organization's rule; requires `manageTriggers`.
    ///
    /// - Parameter template: The template whose words go out; nil for the built-in ones.
    /// - Throws: `NotAllowed`, `InvalidInput` of `area` for a region that JMA does not have or of `template` for
    ///   one that the organization does not have, or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, _ rule: TriggerRule, template: TemplateID?, at now: Instant
    ) async throws {
        try scope.require(.manageTriggers)
        try refuseUnknownRegions(rule)
        let row = TriggerRuleRow(rule: rule, template: template, changedAt: now)
        try await database.write(scope) { transaction in
            let before = try TriggerRuleRow.load(scope.tenant, locking: true, transaction)
            if let before, before.rule == rule, before.template == template { return }
            if let template { try Self.requireTemplate(template, of: scope.tenant, transaction) }
            try row.save(scope.tenant, transaction)
            try AuditChain.append(
                AuditEvent("trigger.changed", reason: row.summary), by: scope, at: now, in: transaction)
        }
    }

    /// Keeps the regions of the rule's area that JMA still has: an administrator looked at what followed those that are
    /// gone. Requires `manageTriggers`.
    ///
    /// - Throws: `NotAllowed`; `NotFound` where no region is gone; `InvalidInput` of `area` if none would be left; or
    ///   `DatabaseError`.
    package func dropGoneRegions(_ scope: TenantScope, at now: Instant) async throws {
        try scope.require(.manageTriggers)
        try await database.write(scope) { transaction in
            let before = try TriggerRuleRow.load(scope.tenant, locking: true, transaction)
            guard let before, case .only(let area) = before.rule.area, area.contains(where: { regions[$0] == nil })
            else { throw NotFound("area") }
            let row = TriggerRuleRow(
                rule: try before.rule.over(.only(area.filter { regions[$0] != nil })), template: before.template,
                changedAt: now)
            try row.save(scope.tenant, transaction)
            try AuditChain.append(
                AuditEvent("trigger.changed", reason: row.summary), by: scope, at: now, in: transaction)
        }
    }

    private static func requireTemplate(
        _ template: TemplateID, of tenant: TenantID, _ transaction: Transaction
    ) throws {
        let kind = try transaction.value(
            BroadcastKind.self, "SELECT kind FROM template WHERE tenant_id = \(tenant) AND id = \(template)")
        guard kind == .safetyCheck else {
            throw InvalidInput(
                field: "template", rule: "unknown",
                message: LocalizedText(
                    ja: "選んだひな形が見つかりません。安否確認のひな形から選び直してください。",
                    en: "This template was not found. Choose one of the templates for safety checks."))
        }
    }

    private func refuseUnknownRegions(_ rule: TriggerRule) throws(InvalidInput) {
        guard case .only(let area) = rule.area, let unknown = area.sorted().first(where: { regions[$0] == nil }) else {
            return
        }
        throw InvalidInput(
            field: "area", rule: "unknown",
            message: LocalizedText(
                ja: "「\(unknown)」という地域コードはありません。地域の一覧から選んでください。",
                en: "There is no region with the code \(unknown). Choose from the list of regions."))
    }
}

extension TriggerRuleRow {
    /// What the audit chain keeps of a change.
    var summary: String {
        [
            rule.isActive ? "on" : "off", "minimum=\(rule.minimum.rawValue)", "area=\(area.isEmpty ? "all" : area)",
            "addresses=\(addresses)", "hold=\(rule.holdTime.inMilliseconds / 1_000)s",
            "suppression=\(rule.suppression.inMilliseconds / 1_000)s", "promotesSilence=\(rule.promotesSilence)",
            template.map { "template=\($0)" } ?? "",
        ].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
