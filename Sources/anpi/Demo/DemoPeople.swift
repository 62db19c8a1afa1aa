import Domain
import Profiles

/// The invented people of the demonstration, as the CSV file that an administrator would import. The same each time.
enum DemoPeople {
    /// The employee whose password the demonstration prints: works in Noto, is asked by mail, then by a telephone that
    /// rings unanswered, so that there is an answer left to give.
    static let employeeID = "B001135"
    /// Where that employee's mail arrives.
    static let employeeMail = "p1135@mail.example"
    /// The administrator whose password the demonstration prints.
    static let administratorID = "B000001"

    /// A company of 2,000: some in each of the 188 regions, most where the Noto earthquake was.
    static func company(of count: Int, regions: RegionTable) -> String {
        let shaken = ["390", "391", "371", "370", "372", "375", "380", "381", "400"].compactMap { JMARegionCode($0) }
        let everywhere = regions.regions.map(\.code)
        let people = (0..<count).map { index in
            let work =
                index < everywhere.count * 6
                ? everywhere[index % everywhere.count] : shaken[index % shaken.count]
            let home = index % 7 == 3 ? shaken[(index / 7) % shaken.count] : work
            return person(index, work: work, home: home, regions)
        }
        return heading + people.joined()
    }

    /// A shop of twelve in Noto, who have mail only.
    static func shop(regions: RegionTable) -> String {
        let noto = JMARegionCode("390") ?? regions.regions[0].code
        return heading + (0..<12).map { person($0, work: noto, home: noto, regions, hasVoice: false) }.joined()
    }

    private static let heading = """
        login_id,name,name_kana,role,department_code,department_name,language,mail1,mail2,mail3,mailOrder,phone1,\
        phone1Order,phone2,phone2Order,phone3,phone3Order,workRegion,home1Region\r

        """
    private static let departments = [
        ("S01", "金沢本社 総務部"), ("S02", "金沢本社 営業部"), ("N01", "七尾工場 製造一課"), ("N02", "七尾工場 製造二課"),
        ("T01", "富山工場"), ("G01", "新潟工場"), ("F01", "福井営業所"), ("L01", "物流センター"), ("Z01", "各地の営業所"),
    ]

    private static func person(
        _ index: Int, work: JMARegionCode, home: JMARegionCode, _ regions: RegionTable, hasVoice: Bool = true
    ) -> String {
        let number = index + 1
        let digits = String(number)
        let id = "B" + String(repeating: "0", count: 6 - digits.count) + digits
        let family = DemoNames.families[(index * 7 + index / 60) % DemoNames.families.count]
        let given = DemoNames.given[(index * 11 + index / 40) % DemoNames.given.count]
        let department = departments[index % departments.count]
        let contacts = contacts(index, hasVoice: hasVoice)
        let cells =
            [
                id, "\(family.0) \(given.0)", "\(family.1) \(given.1)", number == 1 ? "administrator" : "member",
                department.0, department.1, index % 25 == 24 ? "en" : "ja",
            ] + contacts + [place(work, regions), place(home, regions)]
        return cells.joined(separator: ",") + "\r\n"
    }

    /// Mails, their order, and three telephones with theirs: twenty habits, among them nothing at all, addresses that do
    /// not exist, and the order of the manual's worked example.
    private static func contacts(_ index: Int, hasVoice: Bool) -> [String] {
        let name = "p\(index + 1)"
        func mail(_ kind: String) -> String { "\(kind)\(name)@mail.example" }
        var cells = Array(repeating: "", count: 10)
        func set(mails: [String], order: String, phones: [(Int, String)]) {
            for (place, mail) in mails.enumerated() { cells[place] = mail }
            cells[3] = hasVoice && !mails.isEmpty ? order : ""
            guard hasVoice else { return }
            for (place, phone) in phones.enumerated() {
                cells[4 + place * 2] = self.phone(index, phone.0)
                cells[5 + place * 2] = phone.1
            }
        }
        switch index % 20 {
        case 7: break
        case 3: set(mails: [], order: "", phones: [(0, "1"), (1, "2")])
        case 5: set(mails: [mail("a"), mail("b"), mail("c")], order: "2", phones: [(0, "1"), (1, "3"), (2, "4")])
        case 9: set(mails: [mail("gone-")], order: "1", phones: [(0, "2")])
        case 11: set(mails: [mail("gone-")], order: "1", phones: [])
        case 13: set(mails: [mail("grey-")], order: "1", phones: [])
        case 2, 6, 12, 16: set(mails: [mail("a"), mail("b")], order: "1", phones: [(0, "2")])
        case 8, 18: set(mails: [mail("")], order: "2", phones: [(0, "1")])
        default: set(mails: [mail("")], order: "1", phones: index % 3 == 0 ? [(0, "2")] : [])
        }
        return cells
    }

    private static func phone(_ index: Int, _ line: Int) -> String {
        "090\(10_000_000 + index * 40 + line * 10 + (index + line) % 10)"
    }

    private static func place(_ region: JMARegionCode, _ regions: RegionTable) -> String {
        AddressRegion(region: region, in: regions)?.place ?? ""
    }
}
