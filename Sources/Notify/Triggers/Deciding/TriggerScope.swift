import Domain
import Tenants

/// The right of a trigger to ask the people of an organization: its administrators gave it by switching the rule on.
enum TriggerScope {
    /// The scope of one decision.
    static func scope(_ report: IncidentReport) -> TenantScope {
        TenantScope(
            tenant: report.tenant, actor: .system, capabilities: [.broadcast], requestID: "event:\(report.event)")
    }
}
