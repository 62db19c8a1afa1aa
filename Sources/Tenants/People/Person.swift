package import Database
package import Domain

/// What an administrator sets about a person; contacts and addresses belong to the profile.
package struct PersonDetails: Hashable, Sendable {
    /// What the person enters at login.
    package var loginID: LoginID
    /// 従業員コード; may be empty.
    package var employeeCode = EmployeeCode.none
    /// 氏名.
    package var name: PersonName
    /// カナ氏名; may be empty.
    package var kana = KanaName.none
    /// 権限.
    package var role = Role.member
    /// The language of pages and mails.
    package var language = Language.japanese
    /// 在職状態.
    package var employment = Employment.active
    /// 所属.
    package var department: DepartmentID?
    /// ロケーション.
    package var location: LocationID?
    /// ユーザ設定コード.
    package var userCode: UserCodeID?
    /// 入社日: the start of the day in the organization's zone.
    package var joinedAt: Instant?
    /// 退職日: the start of the day in the organization's zone.
    package var leftAt: Instant?
    /// 削除予定日: from when on the data of somebody who has left are removed; nil for never by itself.
    package var removeAt: Instant?

    /// A member in Japanese with no more than a name.
    package init(loginID: LoginID, name: PersonName) {
        self.loginID = loginID
        self.name = name
    }

    /// Whether the person can administer the organization today.
    var isActingAdministrator: Bool { role == .administrator && employment != .left }

    /// Whether they make somebody an administrator, or an administrator somebody else, in place of what is stored.
    package func appoints(over old: PersonDetails?) -> Bool {
        let isChosenAnew = role != (old?.role ?? .member)
        // Whoever comes back without the rights of before takes nothing from anybody.
        return isChosenAnew && (role == .administrator || old?.isActingAdministrator == true)
            || (isActingAdministrator && old?.isActingAdministrator == false)
    }

    /// Whether they end an administrator, as leaving does, too.
    func endsAdministrator(over old: PersonDetails) -> Bool {
        old.isActingAdministrator && !isActingAdministrator
    }
}

/// A person: an employee of one organization.
package struct Person: Hashable, Sendable, RowDecodable {
    /// The identifier; never used again for another person.
    package let id: PersonID
    /// What an administrator set.
    package let details: PersonDetails
    /// When the person was added.
    package let createdAt: Instant
    /// When the person was last changed.
    package let changedAt: Instant

    /// The columns that `init(row:)` takes, in order.
    package static let columns: SQL = """
        id, login_id, employee_code, name, name_kana, role, language, employment, department_id, location_id, \
        user_code_id, joined_at, left_at, remove_at, created_at, changed_at
        """

    /// Takes the columns of `columns`.
    package init(row: inout Row) throws {
        id = try row.next()
        let loginID = try row.next(LoginID.self)
        let employeeCode = try row.next(EmployeeCode.self)
        var details = PersonDetails(loginID: loginID, name: try row.next())
        details.employeeCode = employeeCode
        details.kana = try row.next()
        details.role = try row.next()
        details.language = try row.next()
        details.employment = try row.next()
        details.department = try row.next()
        details.location = try row.next()
        details.userCode = try row.next()
        details.joinedAt = try row.next()
        details.leftAt = try row.next()
        details.removeAt = try row.next()
        self.details = details
        createdAt = try row.next()
        changedAt = try row.next()
    }
}
