/// One call to one person.
package struct CallRequest: Sendable, Hashable {
    /// Whom to call.
    package let to: PhoneNumber
    /// What is said.
    package let script: CallScript
    /// The attempt this call belongs to.
    package let reference: CallReference
    /// How long it may ring: 5–600 seconds.
    package let ringTimeout: Duration

    /// A call.
    package init(to: PhoneNumber, script: CallScript, reference: CallReference, ringTimeout: Duration = .seconds(30)) {
        self.to = to
        self.script = script
        self.reference = reference
        self.ringTimeout = min(max(ringTimeout, .seconds(5)), .seconds(600))
    }
}
