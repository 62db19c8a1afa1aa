import Domain

extension PersonDetails {
    /// The fields in which two differ, for the audit chain. It outlives the person, so that names are left out and of what
    /// else names somebody no more than the end is kept.
    func changes(from old: PersonDetails, _ names: EntryNames, _ days: DayFormat) -> [AuditChange] {
        func day(_ instant: Instant?) -> String { instant.map(days.text) ?? "" }
        let whole: (String) -> String = { $0.isEmpty ? "" : "•••" }
        var changes: [AuditChange] = []
        func add(_ field: String, _ before: String, _ after: String, mask: (String) -> String = { $0 }) {
            if before != after { changes.append(AuditChange(field, from: mask(before), to: mask(after))) }
        }
        add("loginID", old.loginID.description, loginID.description, mask: Self.end)
        add("employeeCode", old.employeeCode.description, employeeCode.description, mask: Self.end)
        add("name", old.name.description, name.description, mask: whole)
        add("kana", old.kana.description, kana.description, mask: whole)
        add("role", old.role.rawValue, role.rawValue)
        add("language", old.language.rawValue, language.rawValue)
        add("employment", old.employment.rawValue, employment.rawValue)
        if department != old.department {
            add("department", names.department(old.department), names.department(department))
        }
        if location != old.location { add("location", names.location(old.location), names.location(location)) }
        if userCode != old.userCode { add("userCode", names.userCode(old.userCode), names.userCode(userCode)) }
        add("joinedAt", day(old.joinedAt), day(joinedAt))
        add("leftAt", day(old.leftAt), day(leftAt))
        add("removeAt", day(old.removeAt), day(removeAt))
        return changes
    }

    /// `•••34`, as of a telephone number; nothing of what is so short that its end is all of it.
    private static func end(_ text: String) -> String {
        text.isEmpty ? "" : text.count > 4 ? "•••\(text.suffix(2))" : "•••"
    }
}
