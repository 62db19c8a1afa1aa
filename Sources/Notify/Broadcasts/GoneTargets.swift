import Database
package import Domain
import Profiles
import Tenants

/// What a draft names as its targets and the organization does not have any more: nobody would be asked for it, and nobody
/// would know.
package struct GoneTargets: Sendable, Hashable {
    /// Departments that were removed.
    package var departments = 0
    /// Locations that were removed.
    package var locations = 0
    /// People who were removed.
    package var people = 0
    /// Regions, where addresses have only prefectures now.
    package var regions = 0

    /// Nothing is missing.
    package init() {}

    /// Whether the people who were removed are all whom it was for.
    package var leavesNobody = false

    /// Whether nothing is missing.
    package var isEmpty: Bool { self == GoneTargets() }

    /// Whether targets must be chosen anew before anything is sent. Named people who were removed are left out, as long as
    /// there is somebody else; whoever sends is told.
    package var isToBeMended: Bool { departments > 0 || locations > 0 || regions > 0 || leavesNobody }

    /// Looks for what is missing. Where everybody is asked, nobody is left out.
    ///
    /// - Throws: `DatabaseError`.
    static func load(of targets: [Target], in tenant: TenantID, _ transaction: Transaction) throws -> GoneTargets {
        var gone = GoneTargets()
        if targets.contains(.everyone) { return gone }
        let departments = Set(targets.compactMap { if case .department(let id) = $0 { id } else { nil } })
        let locations = Set(targets.compactMap { if case .location(let id) = $0 { id } else { nil } })
        let people = Set(targets.compactMap { if case .person(let id) = $0 { id } else { nil } })
        for piece in departments.sorted().paddedPieces {
            gone.departments -= try count("department", tenant, piece, transaction)
        }
        for piece in locations.sorted().paddedPieces {
            gone.locations -= try count("location", tenant, piece, transaction)
        }
        for piece in people.sorted().paddedPieces { gone.people -= try count("person", tenant, piece, transaction) }
        gone.departments += departments.count
        gone.locations += locations.count
        gone.people += people.count
        gone.leavesNobody = gone.people > 0 && gone.people == Set(targets).count
        let regions = targets.count { if case .region(_, _, let intensity) = $0 { intensity.isEmpty } else { false } }
        if regions > 0, try AddressPrecision.load(tenant, in: transaction) == .prefectureOnly { gone.regions = regions }
        return gone
    }

    private static func count(
        _ table: SQL, _ tenant: TenantID, _ piece: [some DatabaseConvertible], _ transaction: Transaction
    ) throws -> Int {
        try transaction.value(
            Int.self, "SELECT COUNT(*) FROM \(table) WHERE tenant_id = \(tenant) AND id IN \(list: piece)") ?? 0
    }

    /// What is to be done about it.
    package var error: FieldError {
        let kinds: [(Int, ja: String, en: String)] = [
            (departments, "部門", "departments"), (locations, "ロケーション", "locations"), (people, "個人", "people"),
        ]
        let missing = kinds.filter { $0.0 > 0 }
        let ja = missing.map { "\($0.ja)\($0.0)件" }.joined(separator: "・")
        let en = missing.map { "\($0.en): \($0.0)" }.joined(separator: ", ")
        let removed = LocalizedText(
            ja: missing.isEmpty ? "" : "送る相手のうち\(ja)は、もう登録されていません。",
            en: missing.isEmpty ? "" : "Some of those whom this is to go to are not registered any more (\(en)). ")
        let precise = LocalizedText(
            ja: regions > 0 ? "団体の決まりで、地域は都道府県で選びます。" : "",
            en: regions > 0 ? "By the organization's rule, prefectures are chosen and no regions. " : "")
        return FieldError(
            field: "targets", rule: "gone",
            message: LocalizedText(
                ja: "\(removed[.japanese])\(precise[.japanese])送る相手を確かめて、選び直してください。",
                en: "\(removed[.english])\(precise[.english])Check whom it goes to and choose anew."))
    }
}
