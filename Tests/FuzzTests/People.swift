import Channels
import Domain

@testable import Profiles
@testable import Tenants

private let table = Result { try RegionTable.embedded() }
private let search = table.map { RegionSearch(table: $0) }
private let days = DayFormat(timeZone: "Asia/Tokyo")

/// As the program connects the rooms.
private let mail = MailAddressCheck { text in
    do throws(MailAddress.Flaw) {
        let address = try MailAddress(text)
        return .address("\(address.local)@\(address.domain)")
    } catch {
        return .flaw(rule: error.rawValue, message: error.message)
    }
}

private let columns = PeopleImportExtras(
    column: ImportColumns.column, check: { _, _ in [] }, hold: { _, _, _ in [:] }, store: { _, _, _, _ in })

/// A people's file in each encoding: how its bytes arrive changes nothing, and what was read can be written.
@Sendable func checkCSV(_ bytes: [UInt8]) throws {
    for encoding in TextEncoding.allCases {
        guard let rows = read(bytes, encoding, piece: 65_536) else {
            // Which encoding it is, is decided by the first piece that tells.
            if encoding != .automatic {
                try hold("no cut makes a broken file whole", read(bytes, encoding, piece: 3) == nil)
            }
            continue
        }
        if encoding != .automatic {
            try hold("a file may arrive in any pieces", read(bytes, encoding, piece: 3) == rows)
        }
        let cells = rows.map(\.cells)
        try hold("no cell has NUL", cells.joined().allSatisfy { !$0.utf8.contains(0) })
        // A line that has nothing but one empty cell is a blank line to everybody, and the first bytes of a file must
        // look like text.
        let written = [["login_id", "name_kana"]] + cells.filter { $0 != [""] }
        var file = CSVWriter.byteOrderMark
        for row in written { CSVWriter.append(row, to: &file) }
        try hold("what was read can be written", read(file, .utf8, piece: 65_536)?.map(\.cells) == written)
        try checkPeople(rows)
    }
}

private func checkPeople(_ rows: [CSVRow]) throws {
    guard let first = rows.first, let heading = try? PeopleHeading(first, extras: columns) else { return }
    let stored = PeopleHeading(stored: heading.stored)
    try hold("a heading comes back from storage", stored.stored == heading.stored)
    for raw in rows.dropFirst() {
        guard let row = try? PeopleRow(raw, heading: heading, days: days) else { continue }
        try hold("a login ID is plain", isPlain(row.loginID.description))
        try hold("each fault has its sentences", row.ownErrors.allSatisfy(isSaid))
        let draft = ImportColumns.apply(row.extras, to: ProfileDraft())
        try check(draft, ProfileRules(hasVoice: true, precision: .region))
    }
}

/// The form of the profile, a field a line; the first line chooses the organization's rules.
@Sendable func checkProfile(_ bytes: [UInt8]) throws {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).prefix(40)
        .map { String(decoding: $0, as: UTF8.self) }
    let choice = lines.removeFirst()
    for line in lines { try checkAlone(line) }
    let found = try search.get().places(lines.last ?? "", limit: 3)
    try hold("a search finds what it counts", found.matches.count == min(3, found.total))
    var draft = ProfileDraft()
    var fields = lines[...]
    for name in ["language"] + ImportColumns.all {
        guard let field = fields.popFirst() else { break }
        if name == "language" { draft.language = field } else { draft = ImportColumns.apply([name: field], to: draft) }
    }
    let rules = ProfileRules(
        hasVoice: !choice.contains("mail only"), precision: choice.contains("region") ? .region : .prefecture)
    try check(draft, rules)
}

private func check(_ draft: ProfileDraft, _ rules: ProfileRules) throws {
    let table = try table.get()
    func checked(_ draft: ProfileDraft) throws(InvalidInput) -> ProfileSheet {
        try ProfileSheet(checking: draft, rules: rules, previous: nil, in: table, mail: mail)
    }
    let sheet: ProfileSheet
    do throws(InvalidInput) {
        sheet = try checked(draft)
    } catch {
        try hold("each refusal has its sentences", !error.errors.isEmpty && error.errors.allSatisfy(isSaid))
        return
    }
    let again = Result { () throws(InvalidInput) in try checked(sheet.draft) }
    try hold("what is stored would be accepted again, as it is", again == .success(sheet))
    try hold("nothing changed", ProfileChange.between(sheet, sheet).isEmpty)
    for mail in sheet.sending.mails.map(\.value) + [sheet.spareMail].compactMap({ $0 }) {
        let isPlain = mail.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        try hold("an address fits into a header", isPlain && mail.utf8.count <= 254)
    }
    for phone in sheet.sending.phones.map(\.value) + [sheet.sparePhone].compactMap({ $0 }) {
        let isNumber = phone.utf8.allSatisfy { (0x30...0x39).contains($0) }
        try hold("a number can be dialled", isNumber && (6...15).contains(phone.utf8.count))
    }
    for text in sheet.addresses.values.flatMap({ [$0.city, $0.street] }) {
        try hold("an address is a short line", isOneLine(text) && text.count <= 80 && text.utf8.count <= 640)
    }
}

/// What stands in one field only, and what is looked up while somebody types.
private func checkAlone(_ text: String) throws {
    if let address = try? MailAddress(text) {
        let again = try? MailAddress("\(address.local)@\(address.domain)")
        try hold("an address stays itself", again == address)
        try hold("an address fits into a command", address.wireForm.utf8.allSatisfy { (0x21...0x7E).contains($0) })
    }
    if let number = try? Channels.PhoneNumber(text) {
        try hold("a number stays itself", (try? Channels.PhoneNumber(number.international)) == number)
    }
    if let id = try? LoginID(text) {
        try hold("a login ID stays itself", isPlain(id.description) && (try? LoginID(id.description)) == id)
    }
    if let code = try? EmployeeCode(text) {
        try hold("an employee code stays itself", (try? EmployeeCode(code.description)) == code)
    }
    if let code = try? OrganizationCode(text) {
        try hold("an organization's code stays itself", (try? OrganizationCode(code.description)) == code)
    }
    if let name = try? PersonName(text) {
        try hold("a name stays itself", isOneLine(name.description) && (try? PersonName(name.description)) == name)
    }
    if let kana = try? KanaName(text) {
        try hold("a kana name stays itself", (try? KanaName(kana.description)) == kana)
    }
    if let day = days.instant(text) {
        try hold("a day stays itself", days.instant(days.text(day)) == day)
    }
}

private func isSaid(_ error: FieldError) -> Bool {
    !error.field.isEmpty && !error.message[.japanese].isEmpty && !error.message[.english].isEmpty
}

private func isPlain(_ code: String) -> Bool {
    (1...32).contains(code.utf8.count) && code.utf8.allSatisfy { (0x21...0x7E).contains($0) }
}

/// Nothing that breaks a line or turns the direction of reading around.
private func isOneLine(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
        switch scalar.value {
        case 0...0x1f, 0x7f...0x9f, 0x2028...0x202e, 0x2066...0x2069: false
        default: true
        }
    }
}

/// The rows of a file that arrives in pieces, or nil if it cannot be read to its end.
private func read(_ bytes: [UInt8], _ encoding: TextEncoding, piece: Int) -> [CSVRow]? {
    let reader = CSVReader(encoding: encoding)
    do throws(CSVFault) {
        var rows: [CSVRow] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            rows += try reader.feed(Array(bytes[start..<min(start + piece, bytes.count)]))
        }
        return rows + (try reader.finish())
    } catch {
        return nil
    }
}
