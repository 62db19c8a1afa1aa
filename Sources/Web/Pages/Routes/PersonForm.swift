import Domain
import HTTPServer
import Tenants

/// The form of one person between request and page, as an administrator fills it in.
struct PersonForm: Sendable {
    private(set) var loginID = ""
    private(set) var name = ""
    private(set) var kana = ""
    private(set) var department = ""
    private(set) var role = Role.member.rawValue
    private(set) var location = ""
    private(set) var userCode = ""
    private(set) var isRetired = false
    /// 退職日 and 削除予定日, as days; empty for none, nil where the form does not ask for them.
    private(set) var leftOn: String?
    private(set) var removeOn: String?
    /// The version of the person that it was opened with; nil for a new one, and where an older program wrote it.
    var version: String?

    /// An empty form.
    init() {}

    /// What a browser sent.
    init(_ fields: FormData) {
        loginID = fields["loginID"] ?? ""
        name = fields["name"] ?? ""
        kana = fields["kana"] ?? ""
        department = fields["department"] ?? ""
        role = fields["role"] ?? role
        location = fields["location"] ?? ""
        userCode = fields["userCode"] ?? ""
        isRetired = fields["retired"] == "1"
        leftOn = fields["leftOn"]
        removeOn = fields["removeOn"]
        version = fields["version"]
    }

    /// What is stored.
    init(_ details: PersonDetails, _ days: DayFormat) {
        take(details, days)
        version = Self.version(of: details, days).description
    }

    /// The version of a person as the form shows them.
    static func version(of details: PersonDetails, _ days: DayFormat) -> ContentVersion {
        var form = PersonForm()
        form.take(details, days)
        return ContentVersion(of: form.hidden.flatMap { [$0.name, $0.value] })
    }

    private mutating func take(_ details: PersonDetails, _ days: DayFormat) {
        loginID = details.loginID.description
        name = details.name.description
        kana = details.kana.description
        department = details.department?.description ?? ""
        role = details.role.rawValue
        location = details.location?.description ?? ""
        userCode = details.userCode?.description ?? ""
        isRetired = details.employment == .left
        leftOn = details.leftAt.map(days.text) ?? ""
        removeOn = details.removeAt.map(days.text) ?? ""
    }

    /// The same form of somebody who comes back.
    var withoutLeaving: PersonForm {
        var form = self
        form.isRetired = false
        form.leftOn = leftOn.map { _ in "" }
        form.removeOn = removeOn.map { _ in "" }
        return form
    }

    /// The same form with what was typed on another one: names, and whatever was chosen from a list. The role stays: nobody
    /// chose the one that an empty form offers.
    func taking(_ typed: PersonForm) -> PersonForm {
        var form = self
        for field in [\.name, \.kana, \.department, \.location, \.userCode] as [WritableKeyPath<PersonForm, String>]
        where !typed[keyPath: field].isEmpty {
            form[keyPath: field] = typed[keyPath: field]
        }
        return form
    }

    /// The form as the page shows it.
    var values: PersonValues {
        PersonValues(
            loginID: loginID, name: name, kana: kana, role: Role(rawValue: role) ?? .member, isRetired: isRetired,
            leftOn: leftOn ?? "", removeOn: removeOn ?? "")
    }

    /// The form as hidden fields.
    var hidden: [HiddenField] {
        let fields = [
            ("loginID", loginID), ("name", name), ("kana", kana), ("department", department), ("role", role),
            ("location", location), ("userCode", userCode), ("retired", isRetired ? "1" : ""),
        ]
        let optional = [("leftOn", leftOn), ("removeOn", removeOn), ("version", version)].compactMap { name, value in
            value.map { (name, $0) }
        }
        return (fields + optional).map { HiddenField(name: $0.0, value: $0.1) }
    }

    /// The person's details with what was typed.
    ///
    /// - Throws: `InvalidInput` of the page's fields.
    func details(
        over old: PersonDetails?, language: Language, of house: LoginID.House = .organization,
        _ days: DayFormat
    ) throws(InvalidInput) -> PersonDetails {
        var check = InputCheck()
        let loginID = check.take { () throws(InvalidInput) in try LoginID(self.loginID, of: house) }
        let name = check.take { () throws(InvalidInput) in try PersonName(self.name) }
        let kana = check.take { () throws(InvalidInput) in try KanaName(self.kana) }
        let leftAt = Self.day(leftOn, "leftOn", Catalogue.People.leftOn, days, &check)
        let removeAt = Self.day(removeOn, "removeOn", Catalogue.People.removeOn, days, &check)
        guard check.errors.isEmpty, let loginID, let name, let kana else {
            throw Self.onPage(InvalidInput(check.errors))
        }
        var details = old ?? PersonDetails(loginID: loginID, name: name)
        if old == nil { details.language = language }
        details.loginID = loginID
        details.name = name
        details.kana = kana
        details.role = Tenants.Role(rawValue: role) ?? details.role
        details.department = DepartmentID(department)
        details.location = LocationID(location)
        details.userCode = UserCodeID(userCode)
        if let leftAt { details.leftAt = leftAt }
        if let removeAt { details.removeAt = removeAt }
        if isRetired {
            details.employment = .left
        } else if details.employment == .left {
            details.employment = .active
            details.leftAt = nil
        }
        return details
    }

    /// A day that was typed; nil where the form does not ask for it.
    private static func day(
        _ typed: String?, _ name: String, _ label: LocalizedText, _ days: DayFormat, _ check: inout InputCheck
    ) -> Instant?? {
        guard let typed else { return nil }
        if typed.isEmpty { return .some(nil) }
        if let instant = days.instant(typed) { return .some(instant) }
        check.add(
            InputField(name, ja: label[.japanese], en: label[.english]).error(
                "day", ja: "は 2024-04-01 の形で入力してください。", en: "Write a day such as 2024-04-01 in %."))
        return nil
    }

    /// The same refusal, with the names that the fields have on the page.
    static func onPage(_ refusal: InvalidInput) -> InvalidInput {
        InvalidInput(
            refusal.errors.map { error in
                FieldError(field: names[error.field] ?? error.field, rule: error.rule, message: error.message)
            })
    }

    private static let names = [
        "login_id": "loginID", "name_kana": "kana", "department_code": "department", "location_code": "location",
        "user_code": "userCode", "employment": "retired",
    ]
}
