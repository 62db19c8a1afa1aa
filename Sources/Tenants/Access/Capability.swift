/// One thing that somebody may do. Each use case requires its own.
package enum Capability: String, Sendable, CaseIterable {
    /// Answer one's own safety checks while logged in.
    case answerOwn
    /// See one's own contacts, addresses and answers.
    case viewOwnProfile
    /// Change one's own contacts and addresses.
    case editOwnProfile
    /// Change one's own password and end one's own sessions.
    case manageOwnLogin
    /// See the people of the organization, with masked contacts.
    case viewPeople
    /// Add, change, import and export people and departments.
    case managePeople
    /// Export people with their contacts and addresses whole.
    case exportContacts
    /// Hand out first passwords.
    case managePasswords
    /// Write, preview, send, re-send and close broadcasts, and edit templates.
    case broadcast
    /// See the results of broadcasts.
    case viewResults
    /// Change trigger rules.
    case manageTriggers
    /// Change the organization's settings.
    case manageSettings
    /// Read and verify the audit chain.
    case viewAudit
    /// Make and revoke API tokens.
    case manageTokens
    /// Hand in a bulletin that concerns this organization only.
    case raiseBulletin
}

extension Set<Capability> {
    /// What an employee (一般) may do.
    package static let member: Set<Capability> = [.answerOwn, .viewOwnProfile, .editOwnProfile, .manageOwnLogin]
    /// What an administrator (管理者) may do.
    package static let administrator = Set(Capability.allCases)
}
