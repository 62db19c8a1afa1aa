import Domain

/// Takes a gateway's report of how a call ended. Reports may come twice, late or before the call was recorded; none of it
/// harms.
package struct RecordCallReport: Sendable {
    private let shell: LedgerShell
    private let wake: @Sendable () -> Void

    /// The use case beside an engine of the same installation.
    package init(_ outside: DispatchEngine.Capabilities, wake: @escaping @Sendable () -> Void) {
        shell = LedgerShell(
            database: outside.database, clock: outside.clock, identifiers: outside.identifiers,
            randomness: outside.randomness, reportTime: outside.reportTime, log: outside.log,
            failpoints: outside.failpoints)
        self.wake = wake
    }

    /// Records a report. The caller has checked the gateway's signature.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ report: CallReport, of key: AttemptKey) async throws {
        try await shell.report(report, of: key)
        wake()
    }
}
