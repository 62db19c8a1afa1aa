import HTTPServer

/// The operations of a PATCH (RFC 7644, section 3.5.2) on a resource, as a rule: resource in, resource out.
struct SCIMPatch: Sendable {
    /// What an operation does.
    enum Verb: String, Sendable {
        case add, replace, remove
    }

    struct Operation: Sendable {
        let verb: Verb
        let path: String?
        let value: SCIMValue
    }

    private static let most = 1_000
    let operations: [Operation]

    /// The operations of a body.
    ///
    /// - Throws: `ProblemError`.
    init(_ body: SCIMObject) throws(ProblemError) {
        guard let list = body["Operations"]?.values, !list.isEmpty, list.count <= Self.most else {
            throw .scim(
                .badRequest, .invalidSyntax, ja: "Operations に1〜\(Self.most)件の操作を入れてください。",
                en: "Put 1 to \(Self.most) operations into Operations.")
        }
        var operations: [Operation] = []
        for item in list {
            // Some directories write the first letter large.
            guard let object = item.object, let verb = object["op"]?.text.flatMap({ Verb(rawValue: $0.lowercased()) })
            else {
                throw .scim(
                    .badRequest, .invalidSyntax, ja: "op は add、replace、remove のどれかにしてください。",
                    en: "op must be add, replace or remove.")
            }
            operations.append(Operation(verb: verb, path: object["path"]?.text, value: object["value"] ?? .null))
        }
        self.operations = operations
    }

    /// The resource after all operations.
    ///
    /// - Throws: `ProblemError` of the first that cannot be done.
    func applied(to resource: SCIMObject, _ kind: SCIMResource) throws(ProblemError) -> SCIMObject {
        var edit = SCIMEdit(resource: resource, kind: kind)
        for operation in operations {
            if let path = operation.path {
                try edit.apply(operation.verb, path, operation.value)
            } else if operation.verb == .remove {
                throw .scim(
                    .badRequest, .noTarget, ja: "remove には path が必要です。", en: "An operation remove needs a path.")
            } else {
                guard let object = operation.value.object else {
                    throw .scim(
                        .badRequest, .invalidValue, ja: "path がないときは、value に属性のオブジェクトを入れてください。",
                        en: "Without a path, value must be an object of attributes.")
                }
                for member in object.members { try edit.apply(operation.verb, member.name, member.value) }
            }
        }
        return edit.resource
    }
}

/// A resource while it is changed.
struct SCIMEdit {
    private(set) var resource: SCIMObject
    let kind: SCIMResource

    init(resource: SCIMObject, kind: SCIMResource) {
        self.resource = resource
        self.kind = kind
    }

    /// One operation at a path.
    mutating func apply(_ verb: SCIMPatch.Verb, _ text: String, _ value: SCIMValue) throws(ProblemError) {
        if let whole = kind.extension(text) {
            return try apply(verb, toAllOf: whole, value)
        }
        let path: SCIMPath
        do { path = try SCIMPath(text) } catch { throw Self.invalidPath(text) }
        if path.name.schema == nil || path.name.schema?.lowercased().hasPrefix("urn:ietf:") == true,
            SCIMSchema.ignored.contains(path.name.attribute.lowercased())
        {
            return
        }
        if path.name.attribute.lowercased() == "password" { throw Self.password }
        guard let (schema, attribute) = kind.place(of: path.name) else { throw Self.invalidPath(text) }
        if let sub = path.name.sub, attribute.sub(sub) == nil { throw Self.invalidPath(text) }
        if path.filter != nil, !attribute.isMultiValued { throw Self.invalidPath(text) }
        if attribute.mutability == .readOnly {
            throw .scim(
                .badRequest, .mutability, ja: "\(attribute.name) はここでは変更できません。",
                en: "\(attribute.name) cannot be changed here.")
        }
        if verb == .remove, attribute.isRequired, path.name.sub == nil {
            throw .scim(
                .badRequest, .mutability, ja: "\(attribute.name) は必須なので取り除けません。",
                en: "\(attribute.name) is required and cannot be removed.")
        }
        var holder = schema.map { resource[$0.id]?.object ?? SCIMObject() } ?? resource
        let old = holder[attribute.name] ?? .null
        // Each value is held against all others.
        guard value.values.count <= SCIMValue.mostValues else { throw Self.tooMany(attribute.name) }
        let new = try Self.changed(old, verb, path, attribute, value)
        guard new.values.count <= SCIMValue.mostValues else { throw Self.tooMany(attribute.name) }
        holder[attribute.name] = new.isUnassigned ? nil : new
        if let schema {
            resource[schema.id] = holder.members.isEmpty ? nil : .object(holder)
        } else {
            resource = holder
        }
    }

    /// A path that names an extension as a whole.
    private mutating func apply(
        _ verb: SCIMPatch.Verb, toAllOf schema: SCIMSchema, _ value: SCIMValue
    ) throws(ProblemError) {
        if verb == .remove {
            for attribute in schema.attributes where attribute.mutability == .readWrite {
                try apply(.remove, "\(schema.id):\(attribute.name)", .null)
            }
            return
        }
        guard let object = value.object else { throw Self.invalidValue(schema.id) }
        for member in object.members { try apply(verb, "\(schema.id):\(member.name)", member.value) }
    }

    private static func changed(
        _ old: SCIMValue, _ verb: SCIMPatch.Verb, _ path: SCIMPath, _ attribute: SCIMAttribute, _ value: SCIMValue
    ) throws(ProblemError) -> SCIMValue {
        if attribute.isMultiValued {
            let before = old.values
            let after = try list(before, verb, path, attribute, value)
            return .list(onePrimary(after, before))
        }
        if let sub = path.name.sub {
            var object = old.object ?? SCIMObject()
            object[attribute.sub(sub)?.name ?? sub] = verb == .remove || value.isUnassigned ? nil : value
            return object.members.isEmpty ? .null : .object(object)
        }
        if verb == .remove { return .null }
        guard attribute.kind == .complex else {
            // Some directories send a list of one.
            if case .list(let values) = value, values.count == 1 { return values[0] }
            return value
        }
        if value.isUnassigned { return .null }
        guard let given = value.object else { throw invalidValue(attribute.name) }
        var object = old.object ?? SCIMObject()
        for member in given.members { object[member.name] = member.value.isUnassigned ? nil : member.value }
        return .object(object)
    }

    private static func list(
        _ old: [SCIMValue], _ verb: SCIMPatch.Verb, _ path: SCIMPath, _ attribute: SCIMAttribute, _ value: SCIMValue
    ) throws(ProblemError) -> [SCIMValue] {
        let isMeant: (SCIMValue) -> Bool = { path.filter?.holds(for: $0) ?? true }
        if let sub = path.name.sub { return try list(old, verb, path, sub: attribute.sub(sub)?.name ?? sub, value) }
        switch verb {
        case .remove:
            let named = value.values
            return old.filter { element in
                !isMeant(element) || (!named.isEmpty && !named.contains { isSame($0, element) })
            }
        case .add where path.filter == nil:
            return value.values.reduce(into: old) { list, new in
                if let index = list.firstIndex(where: { isSame($0, new) }) {
                    list[index] = new
                } else {
                    list.append(new)
                }
            }
        case .replace where path.filter == nil: return value.values
        case .add, .replace:
            if !old.contains(where: isMeant) { return try added(old, verb, path, value.object ?? SCIMObject()) }
            guard let given = value.object else { throw invalidValue(attribute.name) }
            return old.map { element in
                guard isMeant(element), var object = element.object else { return element }
                for member in given.members { object[member.name] = member.value }
                return .object(object)
            }
        }
    }

    /// What lies in each value that is meant.
    private static func list(
        _ old: [SCIMValue], _ verb: SCIMPatch.Verb, _ path: SCIMPath, sub: String, _ value: SCIMValue
    ) throws(ProblemError) -> [SCIMValue] {
        let isMeant: (SCIMValue) -> Bool = { path.filter?.holds(for: $0) ?? true }
        if verb != .remove, !old.contains(where: isMeant) {
            return try added(old, verb, path, [sub: value])
        }
        return old.compactMap { element in
            guard isMeant(element), var object = element.object else { return element }
            if verb == .remove || value.isUnassigned {
                // Without its value there is nothing left of it.
                if sub == "value" { return nil }
                object[sub] = nil
            } else {
                object[sub] = value
            }
            return .object(object)
        }
    }

    /// A new value for which the filter holds.
    private static func added(
        _ old: [SCIMValue], _ verb: SCIMPatch.Verb, _ path: SCIMPath, _ given: SCIMObject
    ) throws(ProblemError) -> [SCIMValue] {
        let pairs = path.filter.map { $0.equalities } ?? []
        guard let pairs, verb == .add || path.filter == nil else {
            throw .scim(
                .badRequest, .noTarget, ja: "path の条件に合う値がありません。", en: "No value matches the filter of the path.")
        }
        var object = SCIMObject()
        for (name, value) in pairs { object[name] = value }
        for member in given.members { object[member.name] = member.value }
        return old + [.object(object)]
    }

    /// What was preferred before gives way to what is preferred now.
    private static func onePrimary(_ list: [SCIMValue], _ before: [SCIMValue]) -> [SCIMValue] {
        let preferred = list.filter { $0.object?["primary"]?.flag == true }
        guard preferred.count > 1, preferred.contains(where: { !before.contains($0) }) else { return list }
        return list.map { element in
            guard before.contains(element), var object = element.object, object["primary"]?.flag == true else {
                return element
            }
            object["primary"] = .bool(false)
            return .object(object)
        }
    }

    /// Whether two values are one: by their `value` where they have one, and otherwise in everything.
    private static func isSame(_ left: SCIMValue, _ right: SCIMValue) -> Bool {
        let (a, b) = (left.object?["value"] ?? left, right.object?["value"] ?? right)
        guard let a = a.text, let b = b.text else { return left == right }
        return a.lowercased() == b.lowercased()
    }

    private static func invalidPath(_ text: String) -> ProblemError {
        .scim(
            .badRequest, .invalidPath, ja: "path「\(text.prefix(100))」の属性はありません。",
            en: "There is no attribute at the path “\(text.prefix(100))”.")
    }

    private static func tooMany(_ name: String) -> ProblemError {
        .scim(
            .badRequest, .invalidValue, ja: "\(name) の値は\(SCIMValue.mostValues)件までです。",
            en: "Give at most \(SCIMValue.mostValues) values of \(name).")
    }

    static func invalidValue(_ name: String) -> ProblemError {
        .scim(.badRequest, .invalidValue, ja: "\(name) の値の形が違います。", en: "The value of \(name) has not the right form.")
    }

    /// Nobody but the person chooses it: a directory that knew it could sign in as them.
    static var password: ProblemError {
        .scim(
            .badRequest, .invalidValue, ja: "password は登録できません。パスワードは本人が決めるか、団体のログイン（OpenID）を使ってください。",
            en: "A password cannot be set. People choose their own, or sign in by your OpenID provider.")
    }
}
