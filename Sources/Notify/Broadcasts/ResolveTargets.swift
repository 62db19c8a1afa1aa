import Database
import Domain
import Profiles

/// A person whom the targets mean, with what results and reasons need.
struct TargetedPerson: Sendable, Hashable {
    let id: PersonID
    let department: DepartmentID?
    let prefecture: String?
    let region: String?
    let because: AskedBecause
}

/// Finds whom targets mean, in the order of their identifiers and in pieces, so that it can go on after any interruption.
///
/// Where an organization asks only for prefectures (R-150), every address in a prefecture counts as one without a region:
/// a region from before that rule, which nobody can see or correct any more, keeps nobody from being asked.
struct ResolveTargets {
    let tenant: TenantID
    let targets: [Target]

    /// The next people after `cursor`; fewer than `limit` means that there are no more.
    func people(after cursor: PersonID, limit: Int, _ transaction: Transaction) throws -> [TargetedPerson] {
        guard let condition = try condition(transaction) else { return [] }
        let rows = try transaction.all(
            """
            SELECT p.id, p.department_id, p.location_id, p.role, d.name, l.name FROM person p
            LEFT JOIN department d ON d.tenant_id = p.tenant_id AND d.id = p.department_id
            LEFT JOIN location l ON l.tenant_id = p.tenant_id AND l.id = p.location_id
            WHERE p.tenant_id = \(tenant) AND p.id > \(cursor) AND p.employment <> 'left' AND (\(condition))
            ORDER BY p.id LIMIT \(limit)
            """
        ) { row in
            Candidate(
                id: try row.next(), department: try row.next(), location: try row.next(), role: try row.next(),
                departmentName: try row.next(), locationName: try row.next())
        }
        let addresses = try addresses(of: rows.map(\.id), transaction)
        let usesRegions = try usesRegions(transaction)
        return rows.map { person($0, addresses[$0.id] ?? [], usesRegions) }
    }

    /// Those of some people whom the targets mean now.
    func among(_ people: [PersonID], _ transaction: Transaction) throws -> Set<PersonID> {
        guard let condition = try condition(transaction) else { return [] }
        var found: Set<PersonID> = []
        for piece in people.paddedPieces {
            found.formUnion(
                try transaction.values(
                    PersonID.self,
                    "SELECT p.id FROM person p WHERE p.tenant_id = \(tenant) AND p.id IN \(list: piece) AND (\(condition))"
                ))
        }
        return found
    }

    /// How many people the targets mean now.
    func count(_ transaction: Transaction) throws -> Int {
        guard let condition = try condition(transaction) else { return 0 }
        return try transaction.value(
            Int.self,
            """
            SELECT COUNT(*) FROM person p
            WHERE p.tenant_id = \(tenant) AND p.employment <> 'left' AND (\(condition))
            """) ?? 0
    }

    private struct Candidate {
        let id: PersonID
        let department: DepartmentID?
        let location: Int64?
        let role: String
        let departmentName: String?
        let locationName: String?
    }

    private struct Address {
        let kind: AddressKind
        let prefecture: String
        let region: String?
    }

    /// One condition that is true for everybody who is meant; nil if nobody is.
    private func condition(_ transaction: Transaction) throws -> SQL? {
        if targets.contains(.everyone) { return "1 = 1" }
        var parts: [SQL] = []
        let departments = targets.compactMap { if case .department(let id) = $0 { id } else { nil } }
        let locations = targets.compactMap { if case .location(let id) = $0 { id } else { nil } }
        let roles = targets.compactMap { if case .role(let role) = $0 { role } else { nil } }
        let people = targets.compactMap { if case .person(let id) = $0 { id } else { nil } }
        if !departments.isEmpty { parts.append("p.department_id IN \(list: departments.padded)") }
        if !locations.isEmpty { parts.append("p.location_id IN \(list: locations.padded)") }
        if !roles.isEmpty { parts.append("p.role IN \(list: roles.padded)") }
        for piece in people.paddedPieces { parts.append("p.id IN \(list: piece)") }
        for case .readiness(let flag) in targets {
            parts.append(try ReadReadiness.condition(flag, of: "p.id", in: tenant, transaction))
        }
        let areas = areas(try usesRegions(transaction))
        if !areas.isEmpty {
            parts.append(
                """
                EXISTS (SELECT 1 FROM address a WHERE a.tenant_id = p.tenant_id AND a.person_id = p.id
                        AND (\(SQL.joined(areas, by: " OR "))))
                """)
        }
        return parts.isEmpty ? nil : SQL.joined(parts, by: " OR ")
    }

    /// Whether addresses have regions by the organization's rule.
    private func usesRegions(_ transaction: Transaction) throws -> Bool {
        try AddressPrecision.load(tenant, in: transaction) != .prefectureOnly
    }

    private func areas(_ usesRegions: Bool) -> [SQL] {
        var regions: [Set<AddressKind>: [String]] = [:]
        var prefectures: [Set<AddressKind>: [String]] = [:]
        var vague: [Set<AddressKind>: [String]] = [:]
        for target in targets {
            switch target {
            case .region(let code, let kinds, _): regions[kinds, default: []].append(code.description)
            case .prefecture(let code, let kinds, _): prefectures[kinds, default: []].append(code.description)
            case .prefectureWithoutRegion(let code, let kinds, _): vague[kinds, default: []].append(code.description)
            case .everyone, .department, .location, .role, .person, .readiness: break
            }
        }
        let isVague: SQL = usesRegions ? " AND a.region IS NULL" : ""
        return regions.map { kinds, codes in
            "(a.kind IN \(list: kinds.map(\.rawValue).padded) AND a.region IN \(list: codes.padded))"
        }
            + prefectures.map { kinds, codes in
                "(a.kind IN \(list: kinds.map(\.rawValue).padded) AND a.prefecture IN \(list: codes.padded))"
            }
            + vague.map { kinds, codes in
                """
                (a.kind IN \(list: kinds.map(\.rawValue).padded)\(isVague)
                 AND a.prefecture IN \(list: codes.padded))
                """
            }
    }

    private func addresses(of people: [PersonID], _ transaction: Transaction) throws -> [PersonID: [Address]] {
        var result: [PersonID: [Address]] = [:]
        for piece in people.paddedPieces {
            try transaction.forEach(
                """
                SELECT person_id, kind, prefecture, region FROM address
                WHERE tenant_id = \(tenant) AND person_id IN \(list: piece) AND prefecture <> ''
                """
            ) { row in
                let person = try row.next(PersonID.self)
                guard let kind = AddressKind(rawValue: try row.next()) else { return }
                result[person, default: []].append(
                    Address(kind: kind, prefecture: try row.next(), region: try row.next()))
            }
        }
        return result
    }

    /// The first target that means the person says why; a place comes before a department, because it is news.
    private func person(
        _ candidate: Candidate, _ addresses: [Address], _ usesRegions: Bool
    ) -> TargetedPerson {
        var because: (reason: AskedBecause, at: Address?)?
        let ordered = usesRegions ? targets : targets.filter { !$0.isRegion } + targets.filter(\.isRegion)
        for target in ordered {
            guard because?.at == nil, let match = match(target, candidate, addresses, usesRegions) else { continue }
            if because == nil || match.at != nil { because = match }
        }
        let order: [AddressKind] = [.home, .work, .secondHome]
        let place = because?.at ?? order.lazy.compactMap { kind in addresses.first { $0.kind == kind } }.first
        return TargetedPerson(
            id: candidate.id, department: candidate.department, prefecture: place?.prefecture,
            region: usesRegions ? place?.region : nil,
            because: because?.reason ?? AskedBecause(.everyone))
    }

    private func match(
        _ target: Target, _ person: Candidate, _ addresses: [Address], _ usesRegions: Bool
    ) -> (reason: AskedBecause, at: Address?)? {
        switch target {
        case .everyone: return (AskedBecause(.everyone), nil)
        case .department(let id):
            return person.department == id ? (AskedBecause(.department, place: person.departmentName ?? ""), nil) : nil
        case .location(let id):
            return person.location == id ? (AskedBecause(.location, place: person.locationName ?? ""), nil) : nil
        case .role(let role): return person.role == role ? (AskedBecause(.role), nil) : nil
        case .person(let id): return person.id == id ? (AskedBecause(.person), nil) : nil
        // Whoever was found without any other reason was found for this one.
        case .readiness: return (AskedBecause(.person), nil)
        case .region(let code, let kinds, let intensity):
            return addresses.first { kinds.contains($0.kind) && $0.region == code.description }.map {
                (AskedBecause(.region, place: "\($0.kind.rawValue):\(code)", intensity: intensity), $0)
            }
        case .prefectureWithoutRegion(let code, let kinds, let intensity):
            return
                addresses.first {
                    kinds.contains($0.kind) && ($0.region == nil || !usesRegions) && $0.prefecture == code.description
                }
                .map { (AskedBecause(.prefecture, place: "\($0.kind.rawValue):\(code)", intensity: intensity), $0) }
        case .prefecture(let code, let kinds, let intensity):
            return addresses.first { kinds.contains($0.kind) && $0.prefecture == code.description }.map {
                (AskedBecause(.prefecture, place: "\($0.kind.rawValue):\(code)", intensity: intensity), $0)
            }
        }
    }
}

extension Target {
    fileprivate var isRegion: Bool {
        if case .region = self { true } else { false }
    }
}
