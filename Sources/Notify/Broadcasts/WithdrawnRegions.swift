import Database
import Domain
import Profiles

/// What corrections took back up to one of them, and what of the broadcast's regions still stands after it.
struct WithdrawnRegions: Sendable {
    private let tenant: TenantID
    /// As the recipients' reasons name them, such as `home:371`.
    private let places: [String]
    private let standing: [Target]

    /// What one round took back, or nil if it is no correction or took nothing back.
    static func load(
        by round: BroadcastContext.Round, of context: BroadcastContext, in tenant: TenantID, _ transaction: Transaction
    ) throws -> WithdrawnRegions? {
        guard round.kind == .correction else { return nil }
        let own = try TargetStore.load(of: context.id, round: round.number, in: tenant, transaction)
        guard !own.isEmpty else { return nil }
        // Whoever was found by a region of an earlier correction may have stayed for one that goes now.
        var withdrawn: [Target] = []
        var standing: [Target] = []
        for known in context.rounds.values.sorted(by: { $0.number < $1.number }) where known.number <= round.number {
            let targets = try TargetStore.load(of: context.id, round: known.number, in: tenant, transaction)
            switch known.kind {
            case .first, .growth: standing += targets
            case .correction:
                withdrawn += targets
                let lost = Set(targets.compactMap(\.shakenPlace))
                standing.removeAll { $0.isForShaking && $0.shakenPlace.map(lost.contains) ?? false }
            case .resend, .retraction: break
            }
        }
        let places = withdrawn.compactMap(\.shakenPlace).flatMap { code in
            AddressKind.allCases.map { "\($0.rawValue):\(code)" }
        }
        return WithdrawnRegions(tenant: tenant, places: places, standing: standing)
    }

    /// Recipients who were asked because of what was taken back; they may have another reason as well.
    var condition: SQL { "(reason_note <> '' AND reason_place IN \(list: places.padded))" }

    /// Those of them who have no other reason.
    func people(of candidates: [PersonID], _ transaction: Transaction) throws -> [PersonID] {
        let kept = try ResolveTargets(tenant: tenant, targets: standing).among(candidates, transaction)
        return candidates.filter { !kept.contains($0) }
    }
}

extension Target {
    /// The code of the region, or of the prefecture for addresses without a region.
    fileprivate var shakenPlace: String? {
        switch self {
        case .region(let code, _, _): code.description
        case .prefectureWithoutRegion(let code, _, _): code.description
        case .everyone, .department, .location, .role, .person, .prefecture, .readiness: nil
        }
    }

    /// Whether an earthquake chose it, and no administrator.
    fileprivate var isForShaking: Bool {
        switch self {
        case .region(_, _, let intensity), .prefectureWithoutRegion(_, _, let intensity): !intensity.isEmpty
        case .everyone, .department, .location, .role, .person, .prefecture, .readiness: false
        }
    }
}
