import Domain
import Notify
import Profiles
import Tenants

/// What an organization's contract and settings mean for a page or an operation.
struct OrganizationFacts: Sendable {
    let organization: Organization
    let settings: TenantSettings

    /// What the profile asks for.
    var profileRules: ProfileRules {
        ProfileRules(
            hasVoice: organization.contract.hasVoice,
            precision: settings.regionRule == .regionRequired ? .region : .prefecture)
    }

    /// How people are asked.
    var dispatch: DispatchSettings { DispatchSettings(settings, organization.contract) }

    /// The clock that people of the organization read.
    var zone: Zone { Zone(named: settings.timeZone) }
}
