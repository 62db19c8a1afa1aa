import Database
import Domain

/// Some lines of an import, held against what is stored: who is new, who changes, and what stands in the way.
struct PeopleChunk {
    /// What a line does.
    enum Effect {
        case add, change, none
    }

    /// A line that can be imported.
    struct Line {
        let row: PeopleRow
        let details: PersonDetails
        let existing: PersonID?
        /// What is stored; nil for somebody new.
        let before: PersonDetails?
        let effect: Effect
        /// Whether it says anew who is an administrator.
        let appoints: Bool
        /// What it changes of what other rooms keep.
        let others: [PeopleImportExtras.Difference]

        /// Whether it changes what another room keeps of somebody, who may have to be told.
        var changesKnown: Bool { existing != nil && !others.isEmpty }

        /// Whether somebody leaves by it.
        var leaves: Bool {
            effect == .change && details.employment == .left && before.map { $0.employment != .left } ?? false
        }

        /// Names what the line was held against: somebody else's change makes another one.
        var mark: String {
            guard let before else { return "+" }
            let own: [String] = [
                "\(before.loginID)", "\(before.employeeCode)", "\(before.name)", "\(before.kana)",
                before.role.rawValue, before.language.rawValue, before.employment.rawValue,
                "\(before.department?.description ?? "") \(before.location?.description ?? "")",
                "\(before.userCode?.description ?? "") \(before.joinedAt?.milliseconds ?? -1)",
                "\(before.leftAt?.milliseconds ?? -1) \(before.removeAt?.milliseconds ?? -1)",
            ]
            return Digest.name((own + others.map { "\($0.column)\u{0}\($0.exact)" }).joined(separator: "\u{1}"))
        }
    }

    private(set) var lines: [Line] = []
    private(set) var refused: [(line: Int, errors: [FieldError])] = []
    /// Unknown departments that are to be made, with their names, in the order of the lines.
    private(set) var newDepartments: [(code: String, name: String)] = []
    /// Who is an administrator no more.
    private(set) var endedAdministrators: Set<PersonID> = []

    /// - Parameters:
    ///   - createsDepartments: Whether unknown departments are made instead of refused.
    ///   - appoints: Whether a line may say who is an administrator.
    ///   - protected: The person who imports: may not take the role of administrator from themselves.
    ///   - endedBefore: Whom lines of the same file before these would make administrators no more.
    ///   - appointsBefore: Whether one of those would make somebody an administrator.
    ///   - holding: Whether the people are changed in the same transaction, which writes.
    ///   - hold: Who may not leave their department now.
    init(
        _ rows: [PeopleRow], createsDepartments: Bool, appoints: Bool, protected: PersonID?, settings: TenantSettings,
        now: Instant, endedBefore: Set<PersonID> = [], appointsBefore: Bool = false, holding: Bool = false,
        extras: PeopleImportExtras, hold: DepartmentHold, tenant: TenantID, _ transaction: Transaction
    ) throws {
        var administrators: Set<PersonID>?
        var held: [DepartmentID: Bool] = [:]
        var isAppointing = appointsBefore
        let known = try PersonStore.people(
            withLoginIDs: rows.map(\.loginID), in: tenant, holding: holding, transaction)
        let departments = try CodeList.departments.identifiers(
            of: Self.codes(rows, \.departmentCode), in: tenant, transaction)
        let locations = try CodeList.locations.identifiers(
            of: Self.codes(rows, \.locationCode), in: tenant, transaction)
        let userCodes = try CodeList.userCodes.identifiers(of: Self.codes(rows, \.userCode), in: tenant, transaction)
        var cells: [PersonID: PeopleImportExtras.Cells] = [:]
        for row in rows {
            if let person = known[row.loginID], !row.extras.isEmpty { cells[person.id] = row.extras }
        }
        let stored = cells.isEmpty ? [:] : try extras.hold(cells, tenant, transaction)

        for row in rows {
            let existing = known[row.loginID]
            // Whoever was removed or appointed meanwhile does not leave because a file is silent of them.
            if row.isAbsent, existing.map(\.details.isActingAdministrator) ?? true { continue }
            let others = existing.map { stored[$0.id]?.differences ?? [] } ?? extras.additions(row.extras)
            let changesExtras = existing == nil || !others.isEmpty
            var errors = row.ownErrors + (changesExtras ? row.extraErrors : [])
            let kept = existing.map { stored[$0.id]?.refusals ?? [] } ?? extras.checkNew(row.extras)
            errors += kept.filter { error in !errors.contains { $0.field == error.field && $0.rule == error.rule } }
            let department = Self.find(row.departmentCode, in: departments, &errors) { code in
                createsDepartments ? nil : Self.unknownDepartment(code)
            }
            let location = Self.find(row.locationCode, in: locations, &errors) { _ in
                CodeList.locations.unknown.errors[0]
            }
            let userCode = Self.find(row.userCode, in: userCodes, &errors) { _ in CodeList.userCodes.unknown.errors[0] }
            guard var details = existing?.details ?? row.name.map({ PersonDetails(loginID: row.loginID, name: $0) })
            else {
                let isNameRefused = errors.contains { $0.field == PersonName.field.name }
                refused.append((row.line, errors + (isNameRefused ? [] : PersonName.field.missing.errors)))
                continue
            }
            if existing == nil { details.language = settings.defaultLanguage }
            row.fill(&details)
            if let department { details.department = department }
            if let location { details.location = location }
            if let userCode { details.userCode = userCode }
            if let origin = existing?.details.department, origin != details.department {
                let isHeld = try held[origin] ?? hold.holds(origin, in: tenant, transaction)
                held[origin] = isHeld
                if isHeld { errors.append(try DepartmentHold.beingAsked(origin, in: tenant, transaction)) }
            }
            let isNewDepartment = row.departmentCode?.isEmpty == false && department == .some(nil)
            details = Leaving.settled(details, over: existing?.details, settings, now: now)
            if let existing, existing.id == protected, details.role != .administrator || details.employment == .left {
                errors.append(Self.ownRole)
            }
            let isAppointed = details.appoints(over: existing?.details)
            if isAppointed && !appoints { errors.append(Self.fixedRole) }
            let ended = existing.flatMap { details.endsAdministrator(over: $0.details) ? $0.id : nil }
            if let ended {
                let all = try administrators ?? Self.administrators(of: tenant, holding: holding, transaction)
                administrators = all
                let others = all.subtracting(endedBefore).subtracting(endedAdministrators).subtracting([ended])
                // One reason for a role is enough.
                if others.isEmpty && !isAppointing
                    && !errors.contains(where: { $0.field == Self.lastAdministrator.field })
                {
                    errors.append(Self.lastAdministrator)
                }
            }
            if !errors.isEmpty {
                refused.append((row.line, errors))
                continue
            }
            if let ended { endedAdministrators.insert(ended) }
            if isAppointed && details.isActingAdministrator { isAppointing = true }
            if isNewDepartment, let code = row.departmentCode, !newDepartments.contains(where: { $0.code == code }) {
                newDepartments.append((code, row.departmentName ?? code))
            }
            let isSame = existing.map { person in
                !isNewDepartment && person.details == details && !changesExtras
            }
            lines.append(
                Line(
                    row: row, details: details, existing: existing?.id, before: existing?.details,
                    effect: isSame.map { $0 ? .none : .change } ?? .add, appoints: isAppointed,
                    others: others))
        }
    }

    /// Leaves out the lines that were held against something else when their marks were made.
    mutating func keep(marks: [Int: String]) {
        lines.removeAll { line in marks[line.row.line].map { $0 != line.mark } ?? false }
    }

    private static func codes(_ rows: [PeopleRow], _ path: KeyPath<PeopleRow, String?>) -> [String] {
        var codes: Set<String> = []
        for row in rows {
            if let code = row[keyPath: path], !code.isEmpty { codes.insert(code) }
        }
        return codes.sorted()
    }

    /// What a code of a line stands for: nil without such a column, nothing for an empty cell or for a code that nobody made
    /// yet, which `refusal` may speak against.
    private static func find<ID>(
        _ code: String?, in list: [String: ID], _ errors: inout [FieldError], refusal: (String) -> FieldError?
    ) -> ID?? {
        guard let code else { return nil }
        let found = list[code]
        if found == nil, !code.isEmpty, let refusal = refusal(code) { errors.append(refusal) }
        return .some(found)
    }

    private static func unknownDepartment(_ code: String) -> FieldError {
        CodeList.departments.field.error(
            "unknown", ja: "「\(code)」が部門の一覧にありません。一覧に追加するか、部門も追加しながら取り込んでください。",
            en: "% \(code) is not in the list. Add it, or let the import add departments.")
    }

    private static func administrators(
        of tenant: TenantID, holding: Bool, _ transaction: Transaction
    ) throws -> Set<PersonID> {
        if holding { try ChangePerson.holdAdministrators(of: tenant, transaction) }
        return Set(try AppointmentNotice.administrators(of: tenant, in: transaction))
    }

    private static let lastAdministrator = Role.field.error(
        "lastAdministrator", ja: "を変更すると管理者がいなくなります。先に別の方を管理者にしてください。",
        en: "This would leave no administrator. Make somebody else one first, then change %.")

    private static let ownRole = Role.field.error(
        "ownRole", ja: "は、取り込む本人の行では「管理者」・在職のままにしてください。",
        en: "Keep % administrator, and employed, in the line of the person who imports.")

    /// Programs add and change people and never say who is an administrator.
    private static let fixedRole = Role.field.error(
        "fixed", ja: "は、この取り込みでは変更できません。管理者の方が画面で変更してください。",
        en: "% cannot be changed by this import. An administrator has to change it.")
}

extension PeopleRow {
    /// Takes over what the line says.
    fileprivate func fill(_ details: inout PersonDetails) {
        if let employeeCode { details.employeeCode = employeeCode }
        if let name { details.name = name }
        if let kana { details.kana = kana }
        if let role { details.role = role }
        if let language { details.language = language }
        if let joinedAt { details.joinedAt = joinedAt }
        if let leftAt { details.leftAt = leftAt }
        if let removeAt { details.removeAt = removeAt }
        if let employment {
            details.employment = employment
            if employment != .left && leftAt == nil { details.leftAt = nil }
        }
    }
}
