/// A secret that is shown once was made after the form that asks for it was shown: the form came a second time, or
/// somebody else was faster. What was shown first stays good.
package struct MadeMeanwhile: Error {
    /// The error.
    package init() {}
}
