import Domain
import HTTPServer

/// What a list or a search asks for (RFC 7644, sections 3.4.2 and 3.9).
struct SCIMQuery: Sendable {
    /// The most resources of one answer.
    static let most = 200
    /// The most conditions of a filter.
    private static let mostConditions = 50

    var filter: SCIMFilter?
    var first = 1
    var count = SCIMQuery.most
    var projection = SCIMProjection()
    /// Where a page by cursor begins (RFC 9865); nil for one by number.
    var cursor: Cursor?
    /// The filter as it was written, by which two lists are told apart.
    private(set) var filterText = ""

    /// A place that the client hands back as it got it.
    enum Cursor: Hashable, Sendable {
        /// The first page.
        case start
        /// Behind this identifier.
        case behind(Int64)

        /// The place of a text.
        ///
        /// - Throws: `ProblemError` of type `invalidCursor`.
        init(_ text: String) throws(ProblemError) {
            if text.isEmpty {
                self = .start
            } else if let id = Int64(text), id > 0, String(id) == text {
                self = .behind(id)
            } else {
                throw .scim(
                    .badRequest, .invalidCursor, ja: "cursor は前のページの nextCursor をそのまま送ってください。",
                    en: "Send nextCursor of the page before as cursor.")
            }
        }
    }

    /// The query of an address.
    ///
    /// - Throws: `ProblemError`.
    init(_ request: HTTPRequest) throws(ProblemError) {
        try self.init(
            filter: request.query("filter"), first: request.query("startIndex"), count: request.query("count"),
            cursor: request.query("cursor"), SCIMProjection(request))
    }

    /// The query of a search request.
    ///
    /// - Throws: `ProblemError`.
    init(_ body: SCIMObject) throws(ProblemError) {
        func number(_ name: String) -> String? {
            switch body[name] {
            case .number(let number): String(number)
            case .text(let text): text
            default: nil
            }
        }
        func names(_ name: String) -> [String] { (body[name]?.values ?? []).compactMap(\.text) }
        try self.init(
            filter: body["filter"]?.text, first: number("startIndex"), count: number("count"),
            cursor: body["cursor"]?.text,
            SCIMProjection(wanted: names("attributes"), unwanted: names("excludedAttributes")))
    }

    private init(
        filter text: String?, first: String?, count: String?, cursor: String?, _ projection: SCIMProjection
    ) throws(ProblemError) {
        if let cursor {
            guard first == nil else { throw SCIMEdit.invalidValue("startIndex") }
            self.cursor = try Cursor(cursor)
        }
        filterText = text ?? ""
        if let text {
            do {
                filter = try SCIMFilter(text)
            } catch {
                throw Self.invalidFilter("\(error.position + 1)")
            }
            guard (filter?.conditions ?? 0) <= Self.mostConditions else {
                throw .scim(
                    .badRequest, .invalidFilter, ja: "filter の条件は\(Self.mostConditions)件までです。",
                    en: "A filter may have at most \(Self.mostConditions) conditions.")
            }
        }
        if let first {
            guard let number = Int(first) else { throw SCIMEdit.invalidValue("startIndex") }
            self.first = min(max(number, 1), 10_000_000)
        }
        if let count {
            guard let number = Int(count) else { throw SCIMEdit.invalidValue("count") }
            self.count = min(max(number, 0), Self.most)
        }
        self.projection = projection
    }

    private static func invalidFilter(_ position: String) -> ProblemError {
        .scim(
            .badRequest, .invalidFilter, ja: "filter の\(position)文字目が読み取れません。",
            en: "The filter could not be read at character \(position).")
    }

    /// The answer to a list or a search.
    ///
    /// - Parameter next: The cursor of the next page; nil behind the last one.
    func answer(_ resources: [SCIMObject], total: Int, next: Int64?, _ kind: SCIMResource) -> HTTPResponse {
        var members: [(String, JSON)] = [("schemas", ["urn:ietf:params:scim:api:messages:2.0:ListResponse"])]
        // Behind a cursor it is not known how many there were before.
        if cursor == nil || cursor == .start { members.append(("totalResults", JSON(total))) }
        if cursor == nil { members.append(("startIndex", JSON(first))) }
        members.append(("itemsPerPage", JSON(resources.count)))
        if cursor != nil, let next { members.append(("nextCursor", .text(String(next)))) }
        members.append(
            ("Resources", .array(resources.map { SCIMValue.object(projection.applied(to: $0, kind)).json })))
        return .scim(.object(members))
    }
}

/// Which attributes are wanted in an answer, or not wanted.
struct SCIMProjection: Sendable {
    var wanted: [String] = []
    var unwanted: [String] = []

    init(wanted: [String] = [], unwanted: [String] = []) {
        self.wanted = wanted
        self.unwanted = unwanted
    }

    init(_ request: HTTPRequest) {
        func names(_ name: String) -> [String] {
            (request.query(name) ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        }
        self.init(wanted: names("attributes"), unwanted: names("excludedAttributes"))
    }

    /// Whether anybody asked for an attribute of this name.
    func includes(_ name: String) -> Bool {
        func isMeant(_ text: String) -> Bool {
            SCIMName(text)?.attribute.lowercased() == name.lowercased()
        }
        return wanted.isEmpty
            ? !unwanted.contains { $0.lowercased() == name.lowercased() } : wanted.contains(where: isMeant)
    }

    /// A resource with what is wanted alone; `schemas` and `id` are always there.
    func applied(to resource: SCIMObject, _ kind: SCIMResource) -> SCIMObject {
        if !wanted.isEmpty {
            var result = SCIMObject()
            for name in ["schemas", "id"] { result[name] = resource[name] }
            for text in wanted { copy(text, from: resource, to: &result, kind) }
            return result
        }
        var result = resource
        for text in unwanted { remove(text, from: &result, kind) }
        return result
    }

    private func copy(_ text: String, from source: SCIMObject, to result: inout SCIMObject, _ kind: SCIMResource) {
        if let whole = kind.extension(text) {
            result[whole.id] = source[whole.id]
            return
        }
        guard let name = SCIMName(text) else { return }
        let home = name.schema.flatMap { kind.extension($0)?.id }
        let from = home.map { source[$0]?.object ?? SCIMObject() } ?? source
        guard let value = from[name.attribute] else { return }
        let taken = name.sub.map { sub in Self.only(sub, of: value) } ?? value
        if let home {
            var holder = result[home]?.object ?? SCIMObject()
            holder[name.attribute] = Self.merged(holder[name.attribute], taken)
            result[home] = .object(holder)
        } else {
            result[name.attribute] = Self.merged(result[name.attribute], taken)
        }
    }

    private func remove(_ text: String, from result: inout SCIMObject, _ kind: SCIMResource) {
        if let whole = kind.extension(text) {
            result[whole.id] = nil
            return
        }
        guard let name = SCIMName(text), !["schemas", "id"].contains(name.attribute.lowercased()) else { return }
        let home = name.schema.flatMap { kind.extension($0)?.id }
        var holder = home.map { result[$0]?.object ?? SCIMObject() } ?? result
        if let sub = name.sub {
            holder[name.attribute] = holder[name.attribute].map { Self.without(sub, $0) }
        } else {
            holder[name.attribute] = nil
        }
        if let home {
            result[home] = holder.members.isEmpty ? nil : .object(holder)
        } else {
            result = holder
        }
    }

    private static func only(_ sub: String, of value: SCIMValue) -> SCIMValue {
        switch value {
        case .list(let values): return .list(values.map { only(sub, of: $0) })
        case .object(let object):
            var part = SCIMObject()
            part[sub] = object[sub]
            return .object(part)
        default: return value
        }
    }

    private static func without(_ sub: String, _ value: SCIMValue) -> SCIMValue {
        switch value {
        case .list(let values): return .list(values.map { without(sub, $0) })
        case .object(var object):
            object[sub] = nil
            return .object(object)
        default: return value
        }
    }

    /// Two parts of one value together, as `name.familyName,name.givenName` asks for.
    private static func merged(_ old: SCIMValue?, _ new: SCIMValue) -> SCIMValue {
        switch (old, new) {
        case (.object(var left), .object(let right)):
            for member in right.members { left[member.name] = member.value }
            return .object(left)
        case (.list(let left), .list(let right)) where left.count == right.count:
            return .list(zip(left, right).map { merged($0, $1) })
        default: return new
        }
    }
}
