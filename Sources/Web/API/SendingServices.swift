package import Auth
package import Domain
package import Notify

/// What broadcasts, results and triggers need beside the database. The wiring fills it in; pages and API share it.
package struct SendingServices: Sendable {
    /// Stamps what is sent and answered.
    package let clock: WallClock
    /// How an organization's people are asked.
    package let policy: DispatchPolicy
    /// How much each channel carries, for the expected times of the pre-flight.
    package let rates: ChannelRates
    /// Results for everybody who watches: one for the whole process.
    package let results: WatchResults
    /// Takes answers.
    package let recordAnswer: RecordAnswer
    /// Takes JMA's bulletins.
    package let bulletins: IngestBulletin
    /// Mails first passwords; nil where the installation has no mail relay.
    package let firstPasswordMails: MailFirstPasswords?
    /// Where a test can end the program.
    package let failpoints: Failpoints
    /// Tells the engine that there is something to do.
    package let wake: @Sendable () -> Void

    /// Services of these parts.
    package init(
        clock: WallClock, policy: DispatchPolicy, rates: ChannelRates, results: WatchResults,
        recordAnswer: RecordAnswer, bulletins: IngestBulletin, firstPasswordMails: MailFirstPasswords?,
        failpoints: Failpoints = .none, wake: @escaping @Sendable () -> Void
    ) {
        self.clock = clock
        self.policy = policy
        self.rates = rates
        self.results = results
        self.recordAnswer = recordAnswer
        self.bulletins = bulletins
        self.firstPasswordMails = firstPasswordMails
        self.failpoints = failpoints
        self.wake = wake
    }
}
