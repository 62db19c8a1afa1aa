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
    /// Say who is an administrator: no program may, and in a session it takes a recent proof.
    case appointAdministrators
    /// Keep people and departments as the organization's directory has them (SCIM).
    case provision
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
    /// Set and remove one's own further proofs beside the password.
    case manageOwnFactors
    /// Clear the further proofs of somebody who lost theirs.
    case resetFactors
    /// See how people's logins stand, lift locks, end sessions (ログインID管理, R-116).
    case manageLogins
    /// See what the organization asks for at a login.
    case viewPolicy
    /// Decide for the office and its clients what is asked for at a login.
    case managePolicy
    /// See and enter the office's clients.
    case manageClients
    /// Write notices for the office's clients.
    case manageNews
    /// Read notices (お知らせ, R-191).
    case viewNews
    /// See how the employee is whose family one belongs to.
    case viewFamily
    /// Change what is registered of oneself as a family user.
    case editOwnFamily
    /// Read and write on the family's message board as a family user.
    case useFamilyBoard
}

extension Set<Capability> {
    /// What an employee (一般) may do.
    package static let member: Set<Capability> = [
        .answerOwn, .viewOwnProfile, .editOwnProfile, .manageOwnLogin, .manageOwnFactors, .viewNews,
    ]
    /// What an administrator (管理者) may do.
    package static let administrator = Set(Capability.allCases).subtracting(office).subtracting(family)
    /// What a family user (家族ユーザ) may do; nobody else may.
    package static let family: Set<Capability> = [.viewFamily, .editOwnFamily, .useFamilyBoard]
    /// What an office's own staff (A-ID) may do beside that in the office's house.
    package static let officeStaff: Set<Capability> = office.union([
        .resetFactors, .manageLogins, .viewPolicy, .viewAudit, .viewNews,
    ])

    /// What only an office's own staff may do, for its clients.
    package static let office: Set<Capability> = [.managePolicy, .manageClients, .manageNews]
}
