package import Database

/// What an administrator set and the profile only shows.
package struct ProfileIdentity: Hashable, Sendable, RowDecodable {
    /// ID.
    package let loginID: String
    /// 氏名.
    package let name: String
    /// カナ氏名; may be empty.
    package let kana: String
    /// 所属; empty without one.
    package let department: String

    /// Takes its columns from a row.
    package init(row: inout Row) throws {
        loginID = try row.next()
        name = try row.next()
        kana = try row.next()
        department = try row.next(String?.self) ?? ""
    }
}
