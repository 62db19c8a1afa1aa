import Database
import Domain

/// Writes what is set about people as the cells of a file: with codes instead of identifiers.
struct PeopleCells: Sendable {
    private let departments: [DepartmentID: (code: String, name: String)]
    private let locations: [LocationID: (code: String, name: String)]
    private let userCodes: [UserCodeID: (code: String, name: String)]
    private let days: DayFormat

    init(_ tenant: TenantID, _ transaction: Transaction) throws {
        departments = try Self.load(.departments, tenant, transaction)
        locations = try Self.load(.locations, tenant, transaction)
        userCodes = try Self.load(.userCodes, tenant, transaction)
        days = DayFormat(timeZone: try ReadSettings.load(tenant, in: transaction).timeZone)
    }

    private static func load<Kind>(
        _ list: CodeList<Kind>, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [Identifier<Kind>: (code: String, name: String)] {
        var entries: [Identifier<Kind>: (code: String, name: String)] = [:]
        try transaction.forEach("SELECT id, code, name FROM \(list.table) WHERE tenant_id = \(tenant)") { row in
            entries[try row.next()] = (try row.next(), try row.next())
        }
        return entries
    }

    func cells(of details: PersonDetails) -> [String] {
        PeopleColumn.allCases.map { column in
            switch column {
            case .loginID: details.loginID.description
            case .employeeCode: details.employeeCode.description
            case .name: details.name.description
            case .kana: details.kana.description
            case .departmentCode: details.department.flatMap { departments[$0]?.code } ?? ""
            case .departmentName: details.department.flatMap { departments[$0]?.name } ?? ""
            case .locationCode: details.location.flatMap { locations[$0]?.code } ?? ""
            case .userCode: details.userCode.flatMap { userCodes[$0]?.code } ?? ""
            case .role: details.role.rawValue
            case .language: details.language.rawValue
            case .employment: details.employment.rawValue
            case .joinedOn: details.joinedAt.map(days.text) ?? ""
            case .leftOn: details.leftAt.map(days.text) ?? ""
            case .removeOn: details.removeAt.map(days.text) ?? ""
            }
        }
    }
}
