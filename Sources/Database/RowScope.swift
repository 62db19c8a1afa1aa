package import Domain

/// Whose rows a transaction may see. PostgreSQL enforces it by row-level security; every statement names its tenant on
/// both engines.
package enum RowScope: Hashable, Sendable {
    /// The rows of one organization.
    case tenant(TenantID)
    /// The rows of all organizations: claiming, auditing, finding an organization by its code. Only the files that the
    /// architecture test lists use it, and they return tenant identifiers and keys only.
    case installation
}
