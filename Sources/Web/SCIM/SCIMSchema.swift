/// An attribute as the document of schemas describes it (RFC 7643, section 7).
struct SCIMAttribute: Sendable {
    enum Kind: String, Sendable {
        case string, boolean, complex, reference, dateTime
    }

    enum Mutability: String, Sendable {
        case readOnly, readWrite
    }

    let name: String
    var kind = Kind.string
    var isMultiValued = false
    var isRequired = false
    var isCaseExact = false
    var mutability = Mutability.readWrite
    var uniqueness = "none"
    /// Values that are suggested.
    var canonical: [String] = []
    var references: [String] = []
    let text: String
    var subs: [SCIMAttribute] = []

    /// What lies in a complex attribute.
    func sub(_ name: String) -> SCIMAttribute? { subs.first { $0.name.lowercased() == name.lowercased() } }

    var json: JSON {
        var members: [(String, JSON)] = [
            ("name", .text(name)), ("type", .text(kind.rawValue)), ("multiValued", .bool(isMultiValued)),
            ("description", .text(text)), ("required", .bool(isRequired)), ("mutability", .text(mutability.rawValue)),
            ("returned", .text(name == "id" ? "always" : "default")),
        ]
        if kind == .string || kind == .reference { members.append(("caseExact", .bool(isCaseExact))) }
        if kind != .complex { members.append(("uniqueness", .text(uniqueness))) }
        if !canonical.isEmpty { members.append(("canonicalValues", .array(canonical.map(JSON.text)))) }
        if !references.isEmpty { members.append(("referenceTypes", .array(references.map(JSON.text)))) }
        if !subs.isEmpty { members.append(("subAttributes", .array(subs.map(\.json)))) }
        return .object(members)
    }
}

/// A schema: the attributes of a resource, or of an extension of one.
struct SCIMSchema: Sendable {
    let id: String
    let name: String
    let text: String
    let attributes: [SCIMAttribute]

    func attribute(_ name: String) -> SCIMAttribute? { attributes.first { $0.name.lowercased() == name.lowercased() } }

    static let user = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User", text: "A person of the organization",
        attributes: [
            SCIMAttribute(
                name: "userName", isRequired: true, uniqueness: "server",
                text:
                    "What the directory calls the user. The login ID of a new person is made of it and stays when it changes."
            ),
            SCIMAttribute(
                name: "name", kind: .complex,
                text: "The name: displayName goes before formatted, and formatted before family and given name.",
                subs: [
                    SCIMAttribute(name: "formatted", text: "The whole name"),
                    SCIMAttribute(name: "familyName", text: "The family name"),
                    SCIMAttribute(name: "givenName", text: "The given name"),
                ]),
            SCIMAttribute(name: "displayName", text: "The name as lists and mails show it, up to 64 characters"),
            SCIMAttribute(
                name: "preferredLanguage", canonical: ["ja", "en"],
                text: "Japanese, or English for every other language"),
            SCIMAttribute(
                name: "active", kind: .boolean, isRequired: true,
                text:
                    "Whether the person works here. Whoever does not is neither asked nor let in, and is removed on the organization's day."
            ),
            contacts(
                "emails",
                "Up to three mail addresses. They fill places that the person left empty, and are taken out again only by the directory.",
                types: ["work", "home", "other"]),
            contacts(
                "phoneNumbers",
                "Up to three telephone numbers, by the same rule. Facsimile machines and pagers are never called.",
                types: ["work", "home", "mobile", "fax", "pager", "other"]),
            SCIMAttribute(
                name: "groups", kind: .complex, isMultiValued: true, mutability: .readOnly,
                text: "The department; it is changed at the group, or by the enterprise extension.",
                subs: [
                    SCIMAttribute(name: "value", mutability: .readOnly, text: "The identifier of the group"),
                    SCIMAttribute(
                        name: "$ref", kind: .reference, isCaseExact: true, mutability: .readOnly,
                        references: ["Group"], text: "Where the group is"),
                    SCIMAttribute(name: "display", mutability: .readOnly, text: "The name of the group"),
                    SCIMAttribute(
                        name: "type", mutability: .readOnly, canonical: ["direct"], text: "Always direct"),
                ]),
        ])

    static let enterprise = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", name: "EnterpriseUser",
        text: "What employers know of a person. A manager is not kept.",
        attributes: [
            SCIMAttribute(
                name: "employeeNumber",
                text: "The employee code: up to 32 letters, digits and - _ . in any case of letters"),
            SCIMAttribute(
                name: "department",
                text: "Code or name of the department; made if there is none. Without it the department stays."),
        ])

    static let person = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:extension:anpi:2.0:User", name: "AnpiUser",
        text: "What safety checks need beside that",
        attributes: [
            SCIMAttribute(name: "nameKana", text: "The name in katakana, by which lists are searched"),
            SCIMAttribute(
                name: "loginId", mutability: .readOnly,
                text: "What the person enters at login; administrators change it."),
        ])

    static let group = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:Group", name: "Group",
        text: "A department. A person is in one at most: whoever is added leaves the one before.",
        attributes: [
            SCIMAttribute(name: "displayName", isRequired: true, text: "The department's name"),
            SCIMAttribute(
                name: "members", kind: .complex, isMultiValued: true, text: "Who is in it",
                subs: [
                    SCIMAttribute(name: "value", text: "The identifier of the user"),
                    SCIMAttribute(
                        name: "$ref", kind: .reference, isCaseExact: true, references: ["User"],
                        text: "Where the user is"),
                    SCIMAttribute(name: "display", mutability: .readOnly, text: "The name of the user"),
                    SCIMAttribute(name: "type", canonical: ["User"], text: "Always User"),
                ]),
        ])

    static let department = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:extension:anpi:2.0:Group", name: "AnpiGroup", text: "What departments have",
        attributes: [
            SCIMAttribute(name: "code", mutability: .readOnly, text: "The department's code; administrators change it.")
        ])

    static let all = [user, enterprise, person, group, department]

    /// Attributes of the standard that are kept nowhere here: a directory that sends them is not stopped by it.
    static let ignored: Set<String> = [
        "nickname", "profileurl", "title", "usertype", "locale", "timezone", "ims", "photos", "addresses",
        "entitlements",
        "roles", "x509certificates", "costcenter", "organization", "division", "manager", "schemas", "id", "meta",
    ]

    private static func contacts(_ name: String, _ text: String, types: [String]) -> SCIMAttribute {
        SCIMAttribute(
            name: name, kind: .complex, isMultiValued: true, text: text,
            subs: [
                SCIMAttribute(name: "value", text: "The address or number"),
                SCIMAttribute(name: "type", canonical: types, text: "What it is for"),
                SCIMAttribute(name: "primary", kind: .boolean, text: "Whether it is tried first"),
            ])
    }

    var json: JSON {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"], "id": .text(id), "name": .text(name),
            "description": .text(text), "attributes": .array(attributes.map(\.json)),
        ]
    }
}

/// A kind of resource with its schema and those that extend it.
struct SCIMResource: Sendable {
    let name: String
    let endpoint: String
    let schema: SCIMSchema
    let extensions: [SCIMSchema]

    static let users = SCIMResource(
        name: "User", endpoint: "/Users", schema: .user, extensions: [.enterprise, .person])
    static let groups = SCIMResource(name: "Group", endpoint: "/Groups", schema: .group, extensions: [.department])

    /// The extension of this name.
    func `extension`(_ id: String) -> SCIMSchema? { extensions.first { $0.id.lowercased() == id.lowercased() } }

    /// Where an attribute is described; nil for the schema of the resource itself.
    func place(of name: SCIMName) -> (extension: SCIMSchema?, attribute: SCIMAttribute)? {
        guard let id = name.schema, id.lowercased() != schema.id.lowercased() else {
            if name.attribute.lowercased() == "externalid" {
                return (nil, SCIMAttribute(name: "externalId", isCaseExact: true, text: ""))
            }
            return schema.attribute(name.attribute).map { (nil, $0) }
        }
        guard let found = self.extension(id) else { return nil }
        return found.attribute(name.attribute).map { (found, $0) }
    }

    func json(_ base: String) -> JSON {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": .text(name), "name": .text(name),
            "endpoint": .text(endpoint), "description": .text(schema.text), "schema": .text(schema.id),
            "schemaExtensions": .array(extensions.map { ["schema": .text($0.id), "required": false] }),
            "meta": [
                "resourceType": "ResourceType", "location": .text("\(base)/ResourceTypes/\(name)"),
            ],
        ]
    }
}
