import Domain
import Profiles

/// The profile in the API: one object whose members have the names that refusals use.
extension ProfileDraft {
    /// The draft in a body. Members that are missing or null are empty; `location` and `userCode` stay if they are missing.
    init(_ body: inout JSONBody) {
        self.init()
        language = body.text("language") ?? ""
        for index in 0..<3 {
            mails[index] = body.text("mail\(index + 1)", required: false) ?? ""
            phones[index] = body.text("phone\(index + 1)", required: false) ?? ""
            phoneOrders[index] = Self.order("phone\(index + 1)Order", &body)
        }
        mailOrder = Self.order("mailOrder", &body)
        spareMail = body.text("spareMail", required: false) ?? ""
        sparePhone = body.text("sparePhone", required: false) ?? ""
        if body.has("location") { location = body.text("location", required: false) ?? "" }
        if body.has("userCode") { userCode = body.text("userCode", required: false) ?? "" }
        for kind in Profiles.AddressKind.allCases {
            addresses[kind] = Address(
                place: body.text("\(kind.rawValue)Region", required: false) ?? "",
                city: body.text("\(kind.rawValue)City", required: false) ?? "",
                street: body.text("\(kind.rawValue)Street", required: false) ?? "")
        }
    }

    private static func order(_ name: String, _ body: inout JSONBody) -> String {
        body.number(name, in: 1...4, required: false).map(String.init) ?? ""
    }

    /// The members of the object.
    var json: [(String, JSON)] {
        var members: [(String, JSON)] = [("language", .text(language))]
        for index in 0..<3 { members.append(("mail\(index + 1)", Self.json(mails[index]))) }
        members.append(("mailOrder", Self.json(order: mailOrder)))
        for index in 0..<3 {
            members.append(("phone\(index + 1)", Self.json(phones[index])))
            members.append(("phone\(index + 1)Order", Self.json(order: phoneOrders[index])))
        }
        members += [("spareMail", Self.json(spareMail)), ("sparePhone", Self.json(sparePhone))]
        if let location { members.append(("location", Self.json(location))) }
        if let userCode { members.append(("userCode", Self.json(userCode))) }
        for kind in Profiles.AddressKind.allCases {
            let address = addresses[kind] ?? Address()
            members += [
                ("\(kind.rawValue)Region", Self.json(address.place)),
                ("\(kind.rawValue)City", Self.json(address.city)),
                ("\(kind.rawValue)Street", Self.json(address.street)),
            ]
        }
        return members
    }

    private static func json(_ text: String) -> JSON { text.isEmpty ? .null : .text(text) }
    private static func json(order: String) -> JSON { Int(order).map { JSON($0) } ?? .null }
}
