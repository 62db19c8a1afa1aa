import Domain
import Foundation
import HTTPServer

/// A value of a SCIM resource (RFC 7643, section 2).
indirect enum SCIMValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case list([SCIMValue])
    case object(SCIMObject)

    /// The most members of one object.
    private static let mostMembers = 200
    /// The most values of one attribute; people in a department and operations have limits of their own.
    static let mostValues = 50
    private static let longLists: Set<String> = ["members", "operations", "value"]

    /// What JSON holds; nil for what no attribute can have.
    ///
    /// - Parameter name: The attribute, in small letters.
    init?(_ any: Any, of name: String = "") {
        switch any {
        case is NSNull: self = .null
        case let text as String: self = .text(text)
        case let number as NSNumber:
            let type = String(cString: number.objCType)
            if type == "c" || type == "B" {
                self = .bool(number.boolValue)
            } else if let whole = Int64(exactly: number.doubleValue) {
                self = .number(whole)
            } else {
                self = .text(number.stringValue)
            }
        case let list as [Any]:
            guard list.count <= Self.mostValues || Self.longLists.contains(name) else { return nil }
            let values = list.compactMap { SCIMValue($0) }
            guard values.count == list.count else { return nil }
            self = .list(values)
        case let members as [String: Any]:
            guard members.count <= Self.mostMembers else { return nil }
            var object = SCIMObject()
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                guard let value = SCIMValue(member, of: name.lowercased()) else { return nil }
                object[name] = value
            }
            self = .object(object)
        default: return nil
        }
    }

    /// The same as JSON.
    var json: JSON {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .number(let value): .number(value)
        case .text(let value): .text(value)
        case .list(let values): .array(values.map(\.json))
        case .object(let object): .object(object.members.map { ($0.name, $0.value.json) })
        }
    }

    /// The text; nil for anything else.
    var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The object; nil for anything else.
    var object: SCIMObject? { if case .object(let object) = self { object } else { nil } }
    /// Several values; a single one counts as a list of itself, null as none.
    var values: [SCIMValue] {
        switch self {
        case .list(let values): values
        case .null: []
        default: [self]
        }
    }
    /// True or false, also as directories write it that know texts only.
    var flag: Bool? {
        switch self {
        case .bool(let value): value
        case .text(let text): Bool(text.lowercased())
        default: nil
        }
    }
    /// Whether it is as good as not there (RFC 7643, section 2.5).
    var isUnassigned: Bool {
        switch self {
        case .null: true
        case .list(let values): values.isEmpty
        default: false
        }
    }
}

/// The attributes of a resource or of a complex value, whose names are found in any case of letters.
struct SCIMObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    struct Member: Hashable, Sendable {
        let name: String
        var value: SCIMValue
    }

    private(set) var members: [Member] = []

    init() {}

    init(dictionaryLiteral elements: (String, SCIMValue)...) {
        members = elements.map { Member(name: $0.0, value: $0.1) }
    }

    subscript(name: String) -> SCIMValue? {
        get { index(of: name).map { members[$0].value } }
        set {
            let index = index(of: name)
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    private func index(of name: String) -> Int? {
        let small = name.lowercased()
        return members.firstIndex { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == small }
    }

    /// Sets an attribute, unless there is nothing to set.
    mutating func set(_ name: String, _ text: String?) {
        if let text { self[name] = .text(text) }
    }
}

extension SCIMObject {
    /// The object in a request's body.
    ///
    /// - Throws: `ProblemError`.
    init(_ request: HTTPRequest) throws(ProblemError) {
        guard ["application/scim+json", "application/json"].contains(request.contentType) else {
            throw .scim(
                .unsupportedMediaType, nil, ja: "本文は application/scim+json で送ってください。",
                en: "Send the body as application/scim+json.")
        }
        guard let any = try? JSONSerialization.jsonObject(with: Data(request.body)),
            let object = SCIMValue(any)?.object
        else {
            throw .scim(
                .badRequest, .invalidSyntax, ja: "本文をJSONのオブジェクトとして読み取れませんでした。属性や値が多すぎる場合もあります。",
                en: "The body could not be read as a JSON object, or holds too many attributes or values.")
        }
        if request.body.contains(0) || object.holdsNUL {
            throw .scim(
                .badRequest, .invalidValue, ja: "使えない文字（U+0000）が入っています。",
                en: "The body contains U+0000, which cannot be used.")
        }
        self = object
    }

    private var holdsNUL: Bool { members.contains { $0.name.utf8.contains(0) || $0.value.holdsNUL } }
}

extension SCIMValue {
    fileprivate var holdsNUL: Bool {
        switch self {
        case .text(let text): text.utf8.contains(0)
        case .list(let values): values.contains(where: \.holdsNUL)
        case .object(let object): object.members.contains { $0.name.utf8.contains(0) || $0.value.holdsNUL }
        case .null, .bool, .number: false
        }
    }
}
