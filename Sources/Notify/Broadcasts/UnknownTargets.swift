import Database
import Domain
import Profiles
import Tenants

/// Targets that name what the organization does not have, or what its rule about addresses does not use: nobody would be
/// asked for them.
enum UnknownTargets {
    /// Refuses each of them by its place in the list.
    ///
    /// - Throws: `InvalidInput` of `targets[n].value` with the rule `unknown` or `regionNotUsed`, or `DatabaseError`.
    static func refuse(in targets: [Target], of tenant: TenantID, _ transaction: Transaction) throws {
        func known<ID: DatabaseConvertible & Hashable & Comparable>(
            _ table: SQL, _ identifiers: [ID]
        ) throws -> Set<ID> {
            Set(
                try Set(identifiers).sorted().paddedPieces.flatMap { piece in
                    try transaction.values(
                        ID.self, "SELECT id FROM \(table) WHERE tenant_id = \(tenant) AND id IN \(list: piece)")
                })
        }
        let departments = try known(
            "department", targets.compactMap { if case .department(let id) = $0 { id } else { nil } })
        let locations = try known(
            "location", targets.compactMap { if case .location(let id) = $0 { LocationID(rawValue: id) } else { nil } })
        let people = try known("person", targets.compactMap { if case .person(let id) = $0 { id } else { nil } })
        let hasRegion = targets.contains { if case .region(_, _, "") = $0 { true } else { false } }
        let usesRegions = try !hasRegion || AddressPrecision.load(tenant, in: transaction) != .prefectureOnly
        let errors = targets.enumerated().compactMap { index, target -> FieldError? in
            switch target {
            case .department(let id) where !departments.contains(id): unknown(index)
            case .location(let id) where !locations.contains(LocationID(rawValue: id)): unknown(index)
            case .person(let id) where !people.contains(id): unknown(index)
            case .region(_, _, "") where !usesRegions: regionNotUsed(index)
            default: nil
            }
        }
        if !errors.isEmpty { throw InvalidInput(errors) }
    }

    private static func unknown(_ index: Int) -> FieldError {
        FieldError(
            field: "targets[\(index)].value", rule: "unknown",
            message: LocalizedText(
                ja: "この送る相手は登録されていません。選び直してください。",
                en: "This target is not registered. Please choose another."))
    }

    private static func regionNotUsed(_ index: Int) -> FieldError {
        FieldError(
            field: "targets[\(index)].value", rule: "regionNotUsed",
            message: LocalizedText(
                ja: "団体の決まりで、地域は都道府県で選びます。", en: "By the organization's rule, prefectures are chosen and no regions."))
    }
}
