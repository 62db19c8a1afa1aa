import Database
import Domain
import Profiles
import Tenants

/// Everything about families that looks across organizations: whose family is to be told something, and who is linked with
/// whom. It returns identifiers and keys; whoever acts on them opens a transaction of that one organization.
struct FamiliesAcrossTenants: Sendable {
    let database: Database

    /// Organizations with the family option in which somebody has a family.
    func tenants() async throws -> [TenantID] {
        try await database.read(InstallationScope(purpose: "find organizations with families")) { transaction in
            try transaction.values(
                TenantID.self,
                """
                SELECT id FROM tenant
                WHERE family_option = 1
                  AND (EXISTS (SELECT 1 FROM family_member m WHERE m.tenant_id = tenant.id)
                       OR EXISTS (SELECT 1 FROM family_link l WHERE l.tenant_id = tenant.id))
                ORDER BY id
                """)
        }
    }

    /// Where family users live: a region, a prefecture without one, or a prefecture in an organization that asks for no
    /// region, so that one from before that rule keeps nobody from being told (R-150).
    enum Area: Hashable, Sendable {
        case region(JMARegionCode)
        case prefecture(PrefectureCode)
        case wholePrefecture(PrefectureCode)

        /// The condition on their addresses, as the indexes know it.
        var condition: SQL {
            switch self {
            case .region(let code): "a.region = \(code.description)"
            case .prefecture(let code): "a.region IS NULL AND a.prefecture = \(code.description)"
            case .wholePrefecture(let code): "a.prefecture = \(code.description)"
            }
        }

        /// The condition on organizations in which there are such areas.
        func isIn(_ tenant: SQL) -> SQL {
            switch self {
            case .region, .prefecture: "1 = 1"
            case .wholePrefecture: AddressPrecision.isPrefectureOnly(of: tenant)
            }
        }
    }

    /// Organizations with the family option, each with those of these areas in which a family user lives. Each organization
    /// is probed once for each area, however many live there.
    func tenants(in areas: [Area]) async throws -> [(tenant: TenantID, areas: [Area])] {
        try await database.read(InstallationScope(purpose: "find families that an earthquake concerns")) {
            transaction in
            var found: [TenantID: [Area]] = [:]
            for area in areas {
                try transaction.forEach(
                    """
                    SELECT t.id FROM tenant t
                    WHERE t.family_option = 1 AND \(area.isIn("t.id"))
                      AND EXISTS (SELECT 1 FROM family_address a WHERE \(area.condition) AND a.tenant_id = t.id)
                    """
                ) { row in
                    found[try row.next(), default: []].append(area)
                }
            }
            return found.sorted { $0.key < $1.key }.map { (tenant: $0.key, areas: $0.value) }
        }
    }

    /// Organizations in which family users were told of an earthquake, and not yet that it was taken back.
    func tenants(toldOf event: EventID) async throws -> [TenantID] {
        try await database.read(InstallationScope(purpose: "find families that were told")) { transaction in
            try transaction.values(
                TenantID.self,
                """
                SELECT DISTINCT tenant_id FROM family_quake WHERE event = \(event) AND is_withdrawn = 0
                ORDER BY tenant_id
                """)
        }
    }

    /// A board on which something was written that not everybody was told.
    struct DueBoard: Sendable {
        let tenant: TenantID
        let person: PersonID
        let since: Instant
    }

    /// Some of the boards that are due, the longest waiting first, after another one.
    func boardsDue(_ now: Instant, after last: DueBoard?) async throws -> [DueBoard] {
        let further: SQL =
            last.map { "(b.due_at, b.tenant_id, b.person_id) > (\($0.since), \($0.tenant), \($0.person))" } ?? "1 = 1"
        return try await database.read(InstallationScope(purpose: "find boards with news")) { transaction in
            try transaction.all(
                """
                SELECT b.tenant_id, b.person_id, b.due_at FROM family_board b
                WHERE b.due_at <= \(now) AND \(further)
                  AND EXISTS (SELECT 1 FROM tenant t WHERE t.id = b.tenant_id AND t.family_option = 1)
                ORDER BY b.due_at, b.tenant_id, b.person_id LIMIT 100
                """
            ) { DueBoard(tenant: try $0.next(), person: try $0.next(), since: try $0.next()) }
        }
    }

    /// One employee as another one's family, both having agreed.
    struct Link: Hashable, Sendable {
        let id: FamilyLinkID
        let tenant: TenantID
        let person: PersonID
        let otherTenant: TenantID
        let other: PersonID
        /// When the second of them agreed.
        let since: Instant
    }

    /// The links of an organization's people, or of one of them.
    func links(of tenant: TenantID, _ person: PersonID? = nil) async throws -> [Link] {
        try await database.read(InstallationScope(purpose: "find employees who are family")) { transaction in
            try transaction.all(
                """
                SELECT mine.id, mine.tenant_id, mine.person_id, theirs.tenant_id, theirs.person_id,
                       CASE WHEN mine.state = 'agreed' THEN mine.created_at ELSE theirs.created_at END
                FROM family_link mine \(Self.counterpart)
                WHERE mine.tenant_id = \(tenant) AND \(person.map { "mine.person_id = \($0)" as SQL } ?? "1 = 1")
                  AND \(Self.areBothIn) AND \(Self.isAllowed("mine.tenant_id", "theirs.tenant_id"))
                ORDER BY mine.person_id, mine.id
                """
            ) { row in
                Link(
                    id: try row.next(), tenant: try row.next(), person: try row.next(), otherTenant: try row.next(),
                    other: try row.next(), since: try row.next())
            }
        }
    }

    /// The other row of the same link, which names this one.
    static let counterpart: SQL = """
        JOIN family_link theirs ON theirs.tenant_id = mine.other_tenant AND theirs.person_id = mine.other_person
            AND theirs.id = mine.id AND theirs.other_tenant = mine.tenant_id
            AND theirs.other_person = mine.person_id
        """

    /// Whether one of them asked and the other one agreed.
    static let areBothIn: SQL = """
        ((mine.state = 'asked' AND theirs.state = 'agreed') OR (mine.state = 'agreed' AND theirs.state = 'asked'))
        """

    /// Whether both organizations have families, and allow links with others if they are two.
    static func isAllowed(_ left: SQL, _ right: SQL) -> SQL {
        """
        (SELECT COUNT(*) FROM tenant t WHERE t.id IN (\(left), \(right)) AND t.family_option = 1)
            = CASE WHEN \(left) = \(right) THEN 1 ELSE 2 END
        AND (\(left) = \(right) OR
            (SELECT COUNT(*) FROM tenant_setting s
             WHERE s.tenant_id IN (\(left), \(right)) AND s.name = 'familyLinksAcross' AND s.value = 'true') = 2)
        """
    }
}
