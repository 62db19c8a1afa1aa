import Database
import Domain
import Tenants

/// Whom a voice ID belongs to, and where it is stored.
enum VoiceOwner: Hashable, Sendable {
    /// An employee.
    case person(PersonID)
    /// A family user.
    case family(FamilyMemberID)

    /// The table of their kind.
    var table: SQL {
        switch self {
        case .person: "voice_login"
        case .family: "family_voice_login"
        }
    }

    /// The row of this one in it, beside the organization's.
    var row: SQL {
        switch self {
        case .person(let person): "person_id = \(person)"
        case .family(let member): "member_id = \(member)"
        }
    }

    /// The number of the person or family user.
    var number: Int64 {
        switch self {
        case .person(let person): person.rawValue
        case .family(let member): member.rawValue
        }
    }

    /// Whether it is a family user.
    var isFamily: Bool {
        switch self {
        case .person: false
        case .family: true
        }
    }
}
