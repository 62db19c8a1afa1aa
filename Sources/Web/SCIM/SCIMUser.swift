import Domain
import HTTPServer
import Profiles
import Tenants

/// A user between the directory's words and ours.
enum SCIMUser {
    /// The resource that a directory reads.
    static func resource(_ user: DirectoryUser, _ base: String) -> SCIMObject {
        let entry = user.entry
        var resource = SCIMObject()
        resource["schemas"] = .list([.text(SCIMSchema.user.id)])
        resource.set("id", user.person.id.description)
        resource.set("externalId", entry.externalID)
        resource.set("userName", entry.userName)
        var name = SCIMObject()
        name.set("formatted", entry.formattedName)
        name.set("familyName", entry.familyName)
        name.set("givenName", entry.givenName)
        if !name.members.isEmpty { resource["name"] = .object(name) }
        resource.set("displayName", entry.displayName)
        resource["active"] = .bool(entry.isActive)
        resource.set("preferredLanguage", entry.preferredLanguage)
        if !entry.mails.isEmpty { resource["emails"] = .list(entry.mails.map(contact)) }
        if !entry.phones.isEmpty { resource["phoneNumbers"] = .list(entry.phones.map(contact)) }
        if let department = user.person.details.department, let words = user.department {
            resource["groups"] = .list([
                .object([
                    "value": .text(department.description), "$ref": .text("\(base)/Groups/\(department)"),
                    "display": .text(words), "type": .text("direct"),
                ])
            ])
        }
        var work = SCIMObject()
        work.set("employeeNumber", entry.employeeNumber)
        work.set("department", entry.department)
        var own = SCIMObject()
        own.set("nameKana", entry.kana)
        own.set("loginId", user.person.details.loginID.description)
        var schemas: [SCIMValue] = [.text(SCIMSchema.user.id)]
        for (schema, values) in [(SCIMSchema.enterprise, work), (.person, own)] where !values.members.isEmpty {
            schemas.append(.text(schema.id))
            resource[schema.id] = .object(values)
        }
        resource["schemas"] = .list(schemas)
        let meta: SCIMObject = [
            "resourceType": .text("User"), "created": .text(SCIMTime.text(user.person.createdAt)),
            "lastModified": .text(SCIMTime.text(user.person.changedAt)),
            "location": .text("\(base)/Users/\(user.person.id)"),
        ]
        return SCIMVersion.stamped(resource, meta)
    }

    /// What the directory says by a resource.
    ///
    /// - Throws: `ProblemError` if something has not the form that the schema says.
    static func entry(_ resource: SCIMObject) throws(ProblemError) -> DirectoryEntry {
        if resource["password"].map({ !$0.isUnassigned }) ?? false { throw SCIMEdit.password }
        guard let userName = try text(resource, "userName"), !userName.isEmpty else {
            throw .scim(.badRequest, .invalidValue, ja: "userName は必須です。", en: "userName is required.")
        }
        var entry = DirectoryEntry(userName: userName)
        entry.externalID = try text(resource, "externalId")
        entry.displayName = try text(resource, "displayName")
        if let name = resource["name"], !name.isUnassigned {
            guard let parts = name.object else { throw SCIMEdit.invalidValue("name") }
            entry.formattedName = try text(parts, "formatted")
            entry.familyName = try text(parts, "familyName")
            entry.givenName = try text(parts, "givenName")
        }
        if let active = resource["active"], !active.isUnassigned {
            guard let flag = active.flag else { throw SCIMEdit.invalidValue("active") }
            entry.isActive = flag
            entry.saysActive = true
        }
        entry.preferredLanguage = try text(resource, "preferredLanguage")
        entry.mails = try contacts(resource, "emails")
        entry.phones = try contacts(resource, "phoneNumbers")
        let work = resource[SCIMSchema.enterprise.id]?.object ?? SCIMObject()
        entry.employeeNumber = try text(work, "employeeNumber")
        entry.department = try text(work, "department")
        entry.kana = try text(resource[SCIMSchema.person.id]?.object ?? SCIMObject(), "nameKana")
        return entry
    }

    private static func contact(_ contact: DirectoryEntry.Contact) -> SCIMValue {
        var value = SCIMObject()
        value.set("value", contact.value)
        value.set("type", contact.type)
        if let isPrimary = contact.isPrimary { value["primary"] = .bool(isPrimary) }
        return .object(value)
    }

    /// A text; nil where there is none. Numbers are taken as they are written.
    private static func text(_ object: SCIMObject, _ name: String) throws(ProblemError) -> String? {
        switch object[name] {
        case nil, .null: return nil
        case .text(let text): return text.isEmpty ? nil : text
        case .number(let number): return String(number)
        case .list(let values) where values.isEmpty: return nil
        default: throw SCIMEdit.invalidValue(name)
        }
    }

    private static func contacts(
        _ resource: SCIMObject, _ name: String
    ) throws(ProblemError) -> [DirectoryEntry.Contact] {
        var contacts: [DirectoryEntry.Contact] = []
        for value in resource[name]?.values ?? [] {
            guard let object = value.object else { throw SCIMEdit.invalidValue(name) }
            // An address that was emptied.
            guard let text = try text(object, "value") else { continue }
            let primary = object["primary"] ?? .null
            if !primary.isUnassigned, primary.flag == nil { throw SCIMEdit.invalidValue("\(name).primary") }
            contacts.append(
                DirectoryEntry.Contact(value: text, type: try self.text(object, "type"), isPrimary: primary.flag))
        }
        return contacts
    }
}
