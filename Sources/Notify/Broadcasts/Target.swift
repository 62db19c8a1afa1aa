import Database
package import Domain
package import Profiles

/// Who is asked. A broadcast has one or more; whoever is meant by several is asked once.
package enum Target: Hashable, Sendable {
    /// Everybody who has not left.
    case everyone
    /// A department (部門).
    case department(DepartmentID)
    /// A location (ロケーション) of the organization's list.
    case location(Int64)
    /// Everybody of a role, by its stored name.
    case role(String)
    /// One named person.
    case person(PersonID)
    /// People with an address of these kinds in one of the 188 regions; the intensity there, such as `5強`, or empty.
    case region(JMARegionCode, Set<AddressKind>, intensity: String)
    /// People with an address of these kinds in a prefecture.
    case prefecture(PrefectureCode, Set<AddressKind>, intensity: String)
    /// People with an address of these kinds in a prefecture that names no region of it: they may live in any.
    case prefectureWithoutRegion(PrefectureCode, Set<AddressKind>, intensity: String)
    /// People whom the readiness report counts with a gap when the message goes out.
    case readiness(ReadinessFlag)

    /// The columns kind, value, addresses and note.
    var stored: (kind: String, value: String, addresses: String, note: String) {
        switch self {
        case .everyone: ("everyone", "", "", "")
        case .department(let id): ("department", "\(id)", "", "")
        case .location(let id): ("location", "\(id)", "", "")
        case .role(let role): ("role", role, "", "")
        case .person(let id): ("person", "\(id)", "", "")
        case .region(let code, let kinds, let note): ("region", "\(code)", Self.text(kinds), note)
        case .prefecture(let code, let kinds, let note): ("prefecture", "\(code)", Self.text(kinds), note)
        case .prefectureWithoutRegion(let code, let kinds, let note):
            ("prefectureWithoutRegion", "\(code)", Self.text(kinds), note)
        case .readiness(let flag): ("readiness", flag.rawValue, "", "")
        }
    }

    /// The target as it was stored, or nil if it is none.
    init?(kind: String, value: String, addresses: String, note: String) {
        let kinds = Set(addresses.split(separator: ",").compactMap { AddressKind(rawValue: String($0)) })
        let target: Target? =
            switch kind {
            case "everyone": .everyone
            case "department": DepartmentID(value).map(Target.department)
            case "location": Int64(value).map(Target.location)
            case "role": .role(value)
            case "person": PersonID(value).map(Target.person)
            case "region": JMARegionCode(value).map { .region($0, kinds, intensity: note) }
            case "prefecture": PrefectureCode(value).map { .prefecture($0, kinds, intensity: note) }
            case "prefectureWithoutRegion":
                PrefectureCode(value).map { .prefectureWithoutRegion($0, kinds, intensity: note) }
            case "readiness": ReadinessFlag(rawValue: value).map(Target.readiness)
            default: nil
            }
        guard let target else { return nil }
        self = target
    }

    private static func text(_ kinds: Set<AddressKind>) -> String {
        AddressKind.allCases.filter(kinds.contains).map(\.rawValue).joined(separator: ",")
    }
}

/// Targets in the database.
enum TargetStore {
    static func save(
        _ targets: [Target], of broadcast: BroadcastID, round: Int, in tenant: TenantID, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            DELETE FROM broadcast_target
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND round = \(round)
            """)
        for piece in Array(targets.enumerated()).inFewShapes {
            let rows = piece.map { index, target -> [DatabaseValue] in
                let (kind, value, addresses, note) = target.stored
                return [
                    tenant.databaseValue, broadcast.databaseValue, round.databaseValue, index.databaseValue,
                    .text(kind), .text(value), .text(addresses), .text(note),
                ]
            }
            try transaction.execute(
                """
                INSERT INTO broadcast_target (tenant_id, broadcast_id, round, seq, kind, value, addresses, note)
                VALUES \(rows: rows)
                """)
        }
    }

    static func load(
        of broadcast: BroadcastID, round: Int, in tenant: TenantID, _ transaction: Transaction
    ) throws -> [Target] {
        try transaction.all(
            """
            SELECT kind, value, addresses, note FROM broadcast_target
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND round = \(round) ORDER BY seq
            """
        ) { row in
            let target = Target(
                kind: try row.next(), value: try row.next(), addresses: try row.next(), note: try row.next())
            guard let target else { throw DatabaseError(.decoding, "a target is of no known kind") }
            return target
        }
    }
}
