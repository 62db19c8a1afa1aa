import Database
import Domain
import Tenants

/// Something that would keep a message from a person, or the person from the pages; each can be mended in peacetime.
package enum ReadinessFlag: String, Sendable, CaseIterable {
    /// There is no contact that the plan can use.
    case noContact
    /// There are contacts, and none is known to work.
    case unverifiedOnly
    /// The last message to a contact came back.
    case deadAddress
    /// The contact order has a hole; only with the voice option.
    case orderHole
    /// Workplace or home is not there, or not as exact as the organization asks for.
    case regionMissing
    /// The person has never logged in.
    case neverLoggedIn
    /// No second factor is set that the organization allows.
    case noFactor
}

/// What contract and settings make of the facts.
package struct ReadinessRules: Hashable, Sendable {
    let usesMail: Bool
    let usesVoice: Bool
    let needsRegion: Bool
    /// People of an office are not asked in earthquakes and give no addresses.
    var needsAddresses = true
    var allowsMailProof = true
    var allowsPhoneProof = true

    /// The flags that somebody can have: where the plan uses no contact, nobody lacks one.
    package var flags: [ReadinessFlag] {
        ReadinessFlag.allCases.filter { flag in
            switch flag {
            case .noContact, .unverifiedOnly, .deadAddress: usesMail || usesVoice
            case .orderHole: usesVoice
            case .regionMissing: needsAddresses
            case .neverLoggedIn, .noFactor: true
            }
        }
    }

    /// How many independent ways are known to reach the person: 2 stands for more, too.
    func paths(_ facts: ReadinessFacts) -> Int {
        let mail: [ReadinessFacts] = usesMail ? [.oneMailPath, .twoMailPaths] : []
        let phone: [ReadinessFacts] = usesVoice ? [.onePhonePath, .twoPhonePaths] : []
        return min((mail + phone).count(where: facts.contains), 2)
    }

    /// Whether the facts raise a flag.
    func raises(_ flag: ReadinessFlag, _ facts: ReadinessFacts) -> Bool {
        let isReachable = usesMail && facts.contains(.mail) || usesVoice && facts.contains(.phone)
        return switch flag {
        case .noContact: !isReachable
        case .unverifiedOnly: isReachable && paths(facts) == 0
        case .deadAddress: usesMail && facts.contains(.deadMail) || usesVoice && facts.contains(.deadPhone)
        case .orderHole: usesVoice && facts.contains(.orderHole)
        case .regionMissing: needsAddresses && !facts.contains(needsRegion ? .region : .prefecture)
        case .neverLoggedIn: !facts.contains(.loggedIn)
        case .noFactor:
            !(facts.contains(.lastingProof) || allowsMailProof && facts.contains(.mailProof)
                || allowsPhoneProof && facts.contains(.phoneProof))
        }
    }

    static func load(_ tenant: TenantID, in transaction: Transaction) throws -> ReadinessRules {
        let contract = try ReadOrganization.load(tenant, in: transaction).contract
        let settings = try ReadSettings.load(tenant, in: transaction)
        return ReadinessRules(
            usesMail: contract.plan.sendsMail, usesVoice: contract.hasVoice,
            needsRegion: settings.regionRule == .regionRequired,
            needsAddresses: try !OfficeHouse.isOne(tenant, in: transaction),
            allowsMailProof: settings.mailFactorAllowed,
            allowsPhoneProof: settings.phoneFactorAllowed)
    }
}
