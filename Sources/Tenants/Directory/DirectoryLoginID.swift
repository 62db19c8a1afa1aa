package import Database
package import Domain

/// The login ID that somebody gets whom the directory adds: its name for the user where that can be one, else what
/// stands before the `@`, brought to the letters that login IDs have.
package enum DirectoryLoginID {
    private static let longest = 32

    /// The login ID to begin with: 1 to 32 letters that may be one, and never of the other class (R-002).
    package static func proposal(_ userName: String, isOffice: Bool) -> String {
        let house: LoginID.House = isOffice ? .office : .organization
        if let whole = try? LoginID(userName, of: house) { return whole.description }
        let local = userName.prefix { $0 != "@" }
        let plain = WidthFolding.halfWidth(String(local)).uppercased().unicodeScalars.map { scalar -> Character in
            let isPlain = (0x30...0x39).contains(scalar.value) || (0x41...0x5a).contains(scalar.value)
            return isPlain || scalar == "." || scalar == "_" ? Character(scalar) : "-"
        }
        let text = String(plain.prefix(longest))
        if let id = try? LoginID(text, of: house) { return id.description }
        return String(((isOffice ? "A-" : "B-") + text).prefix(longest))
    }

    /// A login ID that nobody has: the proposal, or the proposal with a number.
    ///
    /// - Throws: `InvalidInput` of `login_id` if a hundred are taken, or `DatabaseError`.
    package static func free(
        _ userName: String, in tenant: TenantID, _ transaction: Transaction
    ) throws -> LoginID {
        let isOffice = try OfficeHouse.isOne(tenant, in: transaction)
        let first = proposal(userName, isOffice: isOffice)
        let candidates = [first] + (2...100).map { "\(first.prefix(longest - 4))-\($0)" }
        for start in stride(from: 0, to: candidates.count, by: 10) {
            let some = try candidates[start..<min(start + 10, candidates.count)].map {
                try LoginID($0, of: isOffice ? .office : .organization)
            }
            let taken = try PersonStore.people(withLoginIDs: some, in: tenant, transaction)
            if let free = some.first(where: { taken[$0] == nil }) { return free }
        }
        throw LoginID.field.refusal(
            "taken", ja: "をこのユーザー名から作れませんでした。別のユーザー名にしてください。",
            en: "No free % could be made of this user name. Choose another user name.")
    }
}
