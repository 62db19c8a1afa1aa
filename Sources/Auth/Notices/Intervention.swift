import Database
import Domain
import Tenants

/// What was done to somebody's further proofs, as the mails to both sides name it: who, to whom, what, and why.
package struct Intervention: Sendable, Hashable {
    /// Somebody by name and login ID, and by organization if that is not the reader's.
    package struct Party: Sendable, Hashable {
        /// The name.
        package let name: String
        /// The login ID.
        package let loginID: String
        /// The organization's name; nil where the reader belongs to it.
        package let organization: String?

        /// Somebody.
        package init(_ name: String, _ loginID: String, organization: String? = nil) {
            self.name = name
            self.loginID = loginID
            self.organization = organization
        }
    }

    /// In which role it was done.
    package let by: NoticeActor
    /// By whom: two where it takes two, nobody at the command line.
    package let actors: [Party]
    /// To whom; nil if they are gone.
    package let person: Party?
    /// Which factors it is about.
    package let kinds: [FactorKind]
    /// Whether a link to another provider goes with them.
    package let cutsLink: Bool
    /// Why, as it was typed; empty where nobody is asked.
    package let reason: String

    /// What was done.
    package init(
        by: NoticeActor, actors: [Party] = [], to person: Party?, kinds: [FactorKind] = [], cutsLink: Bool = false,
        reason: String = ""
    ) {
        self.by = by
        self.actors = actors
        self.person = person
        self.kinds = kinds
        self.cutsLink = cutsLink
        self.reason = reason
    }

    /// The same with the names behind the numbers, and with the factors that are set still. Of an office's staff the name
    /// stands in the office's rows, so the transaction has to see both.
    init(
        by: NoticeActor, _ actor: Actor, proposedBy: PersonID? = nil, to person: PersonID, in tenant: TenantID,
        reason: String, _ transaction: Transaction
    ) throws {
        let actors: [(PersonID, TenantID)] =
            switch actor {
            case .person(let actor): [proposedBy, actor].compactMap { $0 }.map { ($0, tenant) }
            case .officeStaff(let actor, let office): [(actor, OfficeHouse.tenant(of: office))]
            default: []
            }
        let set = try FactorTables.kinds(of: person, tenant, in: transaction)
        let link = try transaction.value(
            Int.self, "SELECT 1 FROM open_id_link WHERE tenant_id = \(tenant) AND person_id = \(person)")
        self.init(
            by: by, actors: by == .oneself ? [] : try actors.compactMap { try Party($0, in: $1, transaction) },
            to: try Party(person, in: tenant, transaction), kinds: FactorKind.allCases.filter(set.contains),
            cutsLink: link != nil, reason: reason)
    }

    /// The same as somebody reads it who belongs elsewhere.
    func seen(from tenant: TenantID, in scope: TenantScope, _ transaction: Transaction) throws -> Intervention {
        guard tenant != scope.tenant, let person else { return self }
        let organization = try ReadOrganization.load(scope.tenant, in: transaction).name
        return Intervention(
            by: by, actors: actors, to: Party(person.name, person.loginID, organization: organization), kinds: kinds,
            cutsLink: cutsLink, reason: reason)
    }
}

extension Intervention.Party {
    /// The person with this number; nil if there is none.
    fileprivate init?(_ person: PersonID, in tenant: TenantID, _ transaction: Transaction) throws {
        let found = try transaction.first(
            "SELECT name, login_id FROM person WHERE tenant_id = \(tenant) AND id = \(person)"
        ) { row in (name: try row.next(String.self), loginID: try row.next(String.self)) }
        guard let found else { return nil }
        self.init(found.name, found.loginID)
    }
}
