import Domain
import Tenants

extension JSON {
    /// A person as administrators see them; contacts are not part of it.
    init(_ person: Person) {
        let details = person.details
        self = [
            "id": JSON(person.id), "loginId": .text(details.loginID.description),
            "employeeCode": .text(details.employeeCode.description), "name": .text(details.name.description),
            "nameKana": .text(details.kana.description), "role": .text(details.role.rawValue),
            "language": .text(details.language.rawValue), "employment": .text(details.employment.rawValue),
            "departmentId": JSON(details.department), "locationId": JSON(details.location),
            "userCodeId": JSON(details.userCode), "joinedAt": JSON(details.joinedAt), "leftAt": JSON(details.leftAt),
            "removeAt": JSON(details.removeAt),
            "createdAt": JSON(person.createdAt), "changedAt": JSON(person.changedAt),
        ]
    }
}

extension PersonDetails {
    /// Forms choose by code what the API chooses by identifier.
    static let namesInAPI = [
        "department_code": "departmentId", "location_code": "locationId", "user_code": "userCodeId",
    ]

    /// A new person from a body.
    ///
    /// - Throws: `ProblemError` or `InvalidInput`.
    init(new body: inout JSONBody, of house: LoginID.House) throws {
        let loginID = body.text("loginId")
        let name = body.text("name")
        let rest = Changes(&body)
        try body.finish()
        var check = InputCheck()
        let checkedID = check.take { () throws(InvalidInput) in try LoginID(loginID ?? "", of: house) }
        let checkedName = check.take { () throws(InvalidInput) in try PersonName(name ?? "") }
        guard let checkedID, let checkedName else {
            _ = rest.checked(&check)
            throw InvalidInput(check.errors)
        }
        self.init(loginID: checkedID, name: checkedName)
        try apply(rest, &check)
    }

    /// These details with the members of a body taken over; what is missing stays.
    ///
    /// - Throws: `ProblemError` or `InvalidInput`.
    func changed(by body: inout JSONBody, of house: LoginID.House) throws -> PersonDetails {
        let loginID = body.has("loginId") ? body.text("loginId") : nil
        let name = body.has("name") ? body.text("name") : nil
        let rest = Changes(&body)
        try body.finish()
        var check = InputCheck()
        var result = self
        if let loginID, let new = check.take({ () throws(InvalidInput) in try LoginID(loginID, of: house) }) {
            result.loginID = new
        }
        if let name, let new = check.take({ () throws(InvalidInput) in try PersonName(name) }) { result.name = new }
        try result.apply(rest, &check)
        return result
    }

    private mutating func apply(_ changes: Changes, _ check: inout InputCheck) throws(InvalidInput) {
        let (newCode, newKana) = changes.checked(&check)
        try check.finish()
        employeeCode = newCode ?? employeeCode
        kana = newKana ?? kana
        role = changes.role ?? role
        language = changes.language ?? language
        employment = changes.employment ?? employment
        if let new = changes.department { department = new }
        if let new = changes.location { location = new }
        if let new = changes.userCode { userCode = new }
        if let new = changes.joinedAt { joinedAt = new }
        if let new = changes.leftAt { leftAt = new }
        if let new = changes.removeAt { removeAt = new }
    }
}

/// The members that may be missing: nil leaves as it is, an inner nil (null) empties.
private struct Changes {
    let employeeCode: String?
    let kana: String?
    let role: Tenants.Role?
    let language: Language?
    let employment: Employment?
    let department: DepartmentID??
    let location: LocationID??
    let userCode: UserCodeID??
    let joinedAt: Instant??
    let leftAt: Instant??
    let removeAt: Instant??

    /// Code and kana name, if they were sent; reasons against them are kept.
    func checked(_ check: inout InputCheck) -> (EmployeeCode?, KanaName?) {
        (
            employeeCode.flatMap { text in check.take { () throws(InvalidInput) in try EmployeeCode(text) } },
            kana.flatMap { text in check.take { () throws(InvalidInput) in try KanaName(text) } }
        )
    }

    init(_ body: inout JSONBody) {
        employeeCode = body.text("employeeCode", required: false)
        kana = body.text("nameKana", required: false)
        role = body.word("role", required: false)
        language = body.word("language", required: false)
        employment = body.word("employment", required: false)
        department = body.has("departmentId") ? .some(body.identifier("departmentId", required: false)) : nil
        location = body.has("locationId") ? .some(body.identifier("locationId", required: false)) : nil
        userCode = body.has("userCodeId") ? .some(body.identifier("userCodeId", required: false)) : nil
        joinedAt = body.has("joinedAt") ? .some(body.instant("joinedAt", required: false)) : nil
        removeAt = body.has("removeAt") ? .some(body.instant("removeAt", required: false)) : nil
        leftAt = body.has("leftAt") ? .some(body.instant("leftAt", required: false)) : nil
    }
}
