/// The right to look across organizations: claiming, auditing, finding an organization by its code.
///
/// Whoever takes one returns tenant identifiers and keys only; each room does so in one file, which the architecture
/// test lists.
package struct InstallationScope: Sendable, Hashable {
    /// Why somebody looks across organizations, for the log.
    package let purpose: String

    /// The right to look across organizations for one purpose.
    package init(purpose: StaticString) {
        self.purpose = purpose.description
    }
}
