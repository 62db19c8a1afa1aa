import Database
import Domain
import Notify
import Profiles
import Tenants

/// What an organization's contract and settings mean for a page or an operation.
struct OrganizationFacts: Sendable {
    let organization: Organization
    let settings: TenantSettings
    /// How people are asked.
    let dispatch: DispatchSettings
    /// Whether it is the house of an office, whose people are not asked in earthquakes.
    let isOffice: Bool

    /// Reads them in the open transaction.
    static func load(
        _ tenant: TenantID, _ policy: DispatchPolicy, _ transaction: Transaction
    ) throws -> OrganizationFacts {
        OrganizationFacts(
            organization: try ReadOrganization.load(tenant, in: transaction),
            settings: try ReadSettings.load(tenant, in: transaction),
            dispatch: try policy.settings(tenant, transaction),
            isOffice: try OfficeHouse.isOne(tenant, in: transaction))
    }

    /// What the profile asks for.
    var profileRules: ProfileRules {
        ProfileRules(
            usesMail: organization.contract.plan.sendsMail, hasVoice: organization.contract.hasVoice,
            precision: AddressPrecision(settings.regionRule), needsAddresses: !isOffice)
    }

    /// As an office knows it.
    var codeAndName: String { "\(organization.code)　\(organization.name)" }

    /// What holds for family users.
    var familyRules: FamilyRules {
        FamilyRules(
            isOffered: organization.contract.hasFamily, limit: settings.familyLimit, profile: profileRules)
    }

    /// The clock that people of the organization read.
    var zone: Zone { Zone(named: settings.timeZone) }
    /// Days as they are written by that clock.
    var days: DayFormat { DayFormat(timeZone: settings.timeZone) }
}
