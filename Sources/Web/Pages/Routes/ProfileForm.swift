import Domain
import HTTPServer
import Profiles
import Tenants

/// The profile form between request and page. Nothing typed is ever lost: the lookup and the confirm page carry it
/// along in hidden fields, and it is checked again when it is saved.
struct ProfileForm: Sendable {
    private(set) var draft: ProfileDraft
    /// The version of the profile that it was opened with; nil where an older program wrote it.
    var version: String?

    init(draft: ProfileDraft, of version: ContentVersion) {
        self.draft = draft
        self.version = version.description
    }

    /// What a browser sent.
    init(_ fields: FormData) {
        var draft = ProfileDraft()
        draft.language = fields[ProfileField.language] ?? draft.language
        draft.mailOrder = fields[ProfileField.mailOrder] ?? ""
        draft.spareMail = fields[ProfileField.spareMail] ?? ""
        draft.sparePhone = fields[ProfileField.sparePhone] ?? ""
        draft.location = fields[ProfileField.location]
        draft.userCode = fields[ProfileField.userCode]
        for number in 1...3 {
            draft.mails[number - 1] = fields[ProfileField.mail(number)] ?? ""
            draft.phones[number - 1] = fields[ProfileField.phone(number)] ?? ""
            draft.phoneOrders[number - 1] = fields[ProfileField.phoneOrder(number)] ?? ""
        }
        for kind in Profiles.AddressKind.allCases {
            draft.addresses[kind] = ProfileDraft.Address(
                place: fields[Self.placeField(kind)] ?? "", city: fields[kind.rawValue + "City"] ?? "",
                street: fields[kind.rawValue + "Street"] ?? "")
        }
        self.draft = draft
        version = fields[ProfileField.version]
    }

    /// What stands in the mail field of this name; nil if there is none.
    func mail(_ field: String) -> String? {
        if field == ProfileField.spareMail { return draft.spareMail }
        return (1...3).first { ProfileField.mail($0) == field }.map { draft.mails[$0 - 1] }
    }

    /// Takes what the lookup found for an address.
    mutating func setPlace(_ place: String, of kind: String) {
        guard let kind = Profiles.AddressKind(rawValue: kind) else { return }
        draft.addresses[kind, default: ProfileDraft.Address()].place = place
    }

    /// Empties an address.
    mutating func clear(_ kind: String) {
        guard let kind = Profiles.AddressKind(rawValue: kind) else { return }
        draft.addresses[kind] = ProfileDraft.Address()
    }

    /// The form as hidden fields.
    var hidden: [HiddenField] {
        var fields = [
            (ProfileField.language, draft.language), (ProfileField.mailOrder, draft.mailOrder),
            (ProfileField.spareMail, draft.spareMail), (ProfileField.sparePhone, draft.sparePhone),
        ]
        if let version { fields.append((ProfileField.version, version)) }
        if let location = draft.location { fields.append((ProfileField.location, location)) }
        if let userCode = draft.userCode { fields.append((ProfileField.userCode, userCode)) }
        for number in 1...3 {
            fields.append((ProfileField.mail(number), draft.mails[number - 1]))
            fields.append((ProfileField.phone(number), draft.phones[number - 1]))
            fields.append((ProfileField.phoneOrder(number), draft.phoneOrders[number - 1]))
        }
        for kind in Profiles.AddressKind.allCases {
            let address = draft.addresses[kind] ?? ProfileDraft.Address()
            fields.append((Self.placeField(kind), address.place))
            fields.append((kind.rawValue + "City", address.city))
            fields.append((kind.rawValue + "Street", address.street))
        }
        return fields.map { HiddenField(name: $0.0, value: $0.1) }
    }

    /// The form as the page shows it.
    func values(regions: RegionTable) -> ProfileValues {
        var values = ProfileValues()
        values.language = Language(rawValue: draft.language) ?? .japanese
        values.mails = draft.mails
        values.mailOrder = Int(draft.mailOrder)
        values.phones = zip(draft.phones, draft.phoneOrders).map { PhoneValue(number: $0, order: Int($1)) }
        values.spareMail = draft.spareMail
        values.sparePhone = draft.sparePhone
        values.work = Self.value(draft.addresses[.work], regions)
        values.home1 = Self.value(draft.addresses[.home], regions)
        values.home2 = Self.value(draft.addresses[.secondHome], regions)
        return values
    }

    private static func placeField(_ kind: Profiles.AddressKind) -> String {
        kind.rawValue + "RegionCode"
    }

    private static func value(_ address: ProfileDraft.Address?, _ regions: RegionTable) -> AddressValue {
        address.map { AddressValue($0, regions) } ?? AddressValue()
    }
}

extension PickValue {
    /// A list with what the person has; what was typed instead, if the form comes back.
    init(_ pick: OwnDetails.Pick, typed: String?) {
        guard !pick.entries.isEmpty else { return }
        let chosen = typed ?? pick.chosen
        isFixed = pick.isFixed
        choices = [Choice(value: "", words: "－", isChosen: chosen.isEmpty)]
        choices += pick.entries.map { Choice(value: $0.code, words: $0.name, isChosen: $0.code == chosen) }
    }
}
