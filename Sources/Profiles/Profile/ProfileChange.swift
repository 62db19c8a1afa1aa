import Domain
import Tenants

/// One field that differs between the stored profile and the new one, for the confirm page and the audit chain.
package struct ProfileChange: Hashable, Sendable {
    /// The field's name, as in `FieldError`.
    package let field: String
    /// The value before; empty for none. Never in a log.
    package let before: String
    /// The value after; empty for none. Never in a log.
    package let after: String

    init(field: String, before: String, after: String) {
        self.field = field
        self.before = before
        self.after = after
    }

    init(_ change: OwnDetails.Change) {
        self.init(field: change.field, before: change.before, after: change.after)
    }

    /// What differs between two profiles, in the order of the form.
    package static func between(_ old: ProfileSheet, _ new: ProfileSheet) -> [ProfileChange] {
        between(fields(of: old), fields(of: new))
    }

    /// What differs between two lists of the same fields.
    static func between(
        _ old: [(name: String, value: String)], _ new: [(name: String, value: String)]
    ) -> [ProfileChange] {
        zip(old, new).compactMap { old, new in
            old.value == new.value ? nil : ProfileChange(field: old.name, before: old.value, after: new.value)
        }
    }

    /// Whether it changes where somebody can be reached.
    var isOfContact: Bool {
        !field.hasSuffix("Order") && (field.contains("ail") || field.contains("hone"))
    }

    /// Before and after as the audit chain keeps it: contacts masked, and of an address the prefecture alone.
    var masked: String {
        if field.hasSuffix("Region") {
            let places = Self.prefectures(from: before, to: after)
            return AuditChange(field, from: places.before, to: places.after).text
        }
        return AuditChange(field, from: mask(before), to: mask(after)).text
    }

    private func mask(_ value: String) -> String {
        if value.isEmpty { return "" }
        if isOfContact { return field.contains("ail") ? ContactMask.mail(value) : ContactMask.phone(value) }
        return field.hasSuffix("City") || field.hasSuffix("Street") ? "•••" : value
    }

    /// What the audit chain keeps of two places such as `17-390-1720400`: their prefectures. Where those are the same, a
    /// mask stands for what lies below, `17-•••`, so that the row does not say that nothing was changed.
    static func prefectures(from old: String, to new: String) -> (before: String, after: String) {
        func prefecture(_ place: String) -> String { String(place.prefix { $0 != "-" }) }
        func masked(_ place: String) -> String { place.contains("-") ? "\(prefecture(place))-•••" : place }
        let isWithin = prefecture(old) == prefecture(new)
        return isWithin ? (masked(old), masked(new)) : (prefecture(old), prefecture(new))
    }

    /// The fields of a profile, in the order of the form.
    static func fields(of sheet: ProfileSheet) -> [(name: String, value: String)] {
        let draft = sheet.draft
        var result = [("language", draft.language)]
        result += draft.mails.enumerated().map { ("mail\($0.offset + 1)", $0.element) }
        result.append(("mailOrder", draft.mailOrder))
        for index in 0..<3 {
            result.append(("phone\(index + 1)", draft.phones[index]))
            result.append(("phone\(index + 1)Order", draft.phoneOrders[index]))
        }
        result += [("spareMail", draft.spareMail), ("sparePhone", draft.sparePhone)]
        for kind in AddressKind.allCases {
            let address = draft.addresses[kind] ?? ProfileDraft.Address()
            result += [
                (kind.rawValue + "Region", address.place), (kind.rawValue + "City", address.city),
                (kind.rawValue + "Street", address.street),
            ]
        }
        return result
    }
}
