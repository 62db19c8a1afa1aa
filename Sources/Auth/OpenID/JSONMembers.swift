import Foundation

/// The object in a JSON text from outside, of which each member is read as what it must be.
struct JSONMembers {
    private let members: [String: Any]

    /// Nil if the bytes are not JSON, or not an object.
    init?(_ bytes: [UInt8]) {
        guard let members = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else { return nil }
        self.members = members
    }

    private init(members: [String: Any]) {
        self.members = members
    }

    /// A text without NUL.
    func text(_ name: String) -> String? {
        guard let text = members[name] as? String, !text.utf8.contains(0) else { return nil }
        return text
    }

    /// A list of texts; nil if any member of it is something else.
    func texts(_ name: String) -> [String]? { members[name] as? [String] }

    /// A number, as seconds are written: whole or not; true and false are no numbers.
    func number(_ name: String) -> Double? {
        guard let number = members[name] as? NSNumber else { return nil }
        let type = String(cString: number.objCType)
        return type == "c" || type == "B" ? nil : number.doubleValue
    }

    /// A list of objects.
    func objects(_ name: String) -> [JSONMembers]? {
        (members[name] as? [[String: Any]])?.map(JSONMembers.init(members:))
    }

    /// Whether there is such a member at all.
    func has(_ name: String) -> Bool { members[name] != nil }

    /// The object as JSON again.
    var bytes: [UInt8]? {
        (try? JSONSerialization.data(withJSONObject: members)).map { Array($0) }
    }
}
