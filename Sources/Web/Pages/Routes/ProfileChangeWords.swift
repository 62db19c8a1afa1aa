import Domain
import Profiles
import Tenants

/// Says a changed field of the profile in words, for the confirm page.
struct ProfileChangeWords: Sendable {
    let table: RegionTable
    let details: OwnDetails
    let language: Language
    let precision: AddressPrecision

    func change(_ change: ProfileChange) -> Change {
        Change(
            field: change.field, label: Self.label(of: change.field, precision) ?? Catalogue.Profile.language,
            before: value(change.before, of: change.field), after: value(change.after, of: change.field))
    }

    /// Whether the field decides how the person is reached.
    func concernsSending(_ field: String) -> Bool {
        field.hasPrefix("mail") || field.hasPrefix("phone")
    }

    private func value(_ value: String, of field: String) -> String {
        if field == ProfileField.language { return value == "en" ? "English" : "日本語" }
        if field == ProfileField.location { return details.location.name(of: value) }
        if field == ProfileField.userCode { return details.userCode.name(of: value) }
        guard field.hasSuffix("Region") else { return value }
        return AddressRegion(place: value, in: table)?.name(in: table)[language] ?? value
    }

    /// What the profile calls a field; nil if it has none of this name.
    static func label(of field: String, _ precision: AddressPrecision = .prefecture) -> LocalizedText? {
        typealias Words = Catalogue.Profile
        for kind in AddressKind.allCases {
            let address = Words.addressName(kind)
            if field == ProfileField.region(kind) { return Words.region(address, precision) }
            if field == ProfileField.city(kind) { return Words.city(address) }
            if field == ProfileField.street(kind) { return Words.street(address) }
        }
        for number in 1...3 {
            if field == ProfileField.mail(number) { return Words.mail(number) }
            if field == ProfileField.phone(number) { return Words.phone(number) }
            if field == ProfileField.phoneOrder(number) { return Words.orderOf(Words.phone(number)) }
        }
        switch field {
        case ProfileField.location: return Words.location
        case ProfileField.userCode: return Words.userCode
        case ProfileField.mailOrder: return Words.mailOrder
        case ProfileField.spareMail: return Words.spareMail
        case ProfileField.sparePhone: return Words.sparePhone
        case ProfileField.language: return Words.language
        default: return nil
        }
    }
}
