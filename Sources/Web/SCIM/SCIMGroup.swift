import Domain
import HTTPServer
import Tenants

/// A group between the directory's words and ours.
enum SCIMGroup {
    /// The resource that a directory reads.
    static func resource(_ group: DirectoryGroup, _ base: String) -> SCIMObject {
        var resource = SCIMObject()
        resource["schemas"] = .list([.text(SCIMSchema.group.id), .text(SCIMSchema.department.id)])
        resource.set("id", group.id.description)
        resource.set("externalId", group.externalID)
        resource.set("displayName", group.name)
        if let members = group.members, !members.isEmpty {
            resource["members"] = .list(
                members.map { member in
                    .object([
                        "value": .text(member.id.description), "$ref": .text("\(base)/Users/\(member.id)"),
                        "display": .text(member.name.description), "type": .text("User"),
                    ])
                })
        }
        resource[SCIMSchema.department.id] = .object(["code": .text(group.code)])
        let meta: SCIMObject = ["resourceType": .text("Group"), "location": .text("\(base)/Groups/\(group.id)")]
        // A version is one of the whole: without the members there is none to be said.
        guard group.members != nil else {
            resource["meta"] = .object(meta)
            return resource
        }
        return SCIMVersion.stamped(resource, meta)
    }

    /// Name, identifier and members that a whole resource says.
    ///
    /// - Throws: `ProblemError`.
    static func whole(
        _ resource: SCIMObject
    ) throws(ProblemError) -> (name: String, externalID: String?, members: [PersonID]) {
        guard let name = resource["displayName"]?.text, !name.isEmpty else {
            throw .scim(.badRequest, .invalidValue, ja: "displayName は必須です。", en: "displayName is required.")
        }
        return (name, try externalID(resource["externalId"] ?? .null), try members(resource["members"] ?? .null))
    }

    /// What a PATCH changes.
    ///
    /// - Throws: `ProblemError`.
    static func change(_ patch: SCIMPatch) throws(ProblemError) -> DirectoryGroups.Change {
        var change = DirectoryGroups.Change()
        for operation in patch.operations {
            if let path = operation.path {
                try take(operation.verb, path, operation.value, &change)
            } else {
                guard operation.verb != .remove, let object = operation.value.object else {
                    throw .scim(
                        .badRequest, operation.verb == .remove ? .noTarget : .invalidValue,
                        ja: "path を指定するか、value に属性のオブジェクトを入れてください。",
                        en: "Give a path, or an object of attributes as value.")
                }
                for member in object.members { try take(operation.verb, member.name, member.value, &change) }
            }
        }
        return change
    }

    private static func take(
        _ verb: SCIMPatch.Verb, _ text: String, _ value: SCIMValue, _ change: inout DirectoryGroups.Change
    ) throws(ProblemError) {
        // Names and readOnly attributes are refused as everywhere; members are not held in memory all at once.
        guard let path = try? SCIMPath(text), path.name.attribute.lowercased() == "members" else {
            var edit = SCIMEdit(resource: ["displayName": .text("-")], kind: .groups)
            try edit.apply(verb, text, value)
            if let name = edit.resource["displayName"], name != .text("-") {
                guard let name = name.text, !name.isEmpty else { throw SCIMEdit.invalidValue("displayName") }
                change.name = name
            }
            if text.lowercased().hasSuffix("externalid") {
                change.externalID = .some(try externalID(edit.resource["externalId"] ?? .null))
            }
            return
        }
        if let filter = path.filter {
            guard verb == .remove, path.name.sub == nil, let pairs = filter.equalities, pairs.count == 1,
                pairs[0].0.lowercased() == "value", let id = pairs[0].1.text
            else {
                throw .scim(
                    .badRequest, .invalidPath, ja: "members の条件は、remove で value eq だけが使えます。",
                    en: "A filter on members can be value eq only, to remove one.")
            }
            change.steps.append(.remove(PersonID(canonical: id).map { [$0] } ?? []))
            return
        }
        guard path.name.sub == nil else { throw SCIMEdit.invalidValue("members") }
        switch verb {
        case .add: change.steps.append(.add(try members(value)))
        case .replace: change.steps.append(.replace(try members(value)))
        case .remove where value.isUnassigned: change.steps.append(.replace([]))
        case .remove: change.steps.append(.remove(try members(value)))
        }
    }

    private static func externalID(_ value: SCIMValue) throws(ProblemError) -> String? {
        if value.isUnassigned { return nil }
        guard let text = value.text, text.count <= 256 else { throw SCIMEdit.invalidValue("externalId") }
        return text.isEmpty ? nil : text
    }

    private static func members(_ value: SCIMValue) throws(ProblemError) -> [PersonID] {
        var people: [PersonID] = []
        var seen: Set<PersonID> = []
        for member in value.values {
            guard let text = member.object?["value"]?.text else { throw SCIMEdit.invalidValue("members") }
            guard let id = PersonID(canonical: text) else {
                throw .scim(
                    .badRequest, .invalidValue, ja: "members の \(text.prefix(40)) という方はいません。",
                    en: "There is no user \(text.prefix(40)) for members.")
            }
            if seen.insert(id).inserted { people.append(id) }
        }
        return people
    }
}
