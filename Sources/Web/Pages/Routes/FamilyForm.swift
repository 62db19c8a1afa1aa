import Domain
import HTTPServer
import Profiles
import Tenants

/// The form of a family user between request and page; the lookup and the confirm page carry it along in hidden fields,
/// and it is checked again when it is saved.
struct FamilyForm: Sendable {
    private(set) var draft: FamilyDraft
    /// The version that it was opened with; nil for somebody new, and where an older program wrote it.
    var version: String?

    init(draft: FamilyDraft, of version: ContentVersion?) {
        self.draft = draft
        self.version = version?.description
    }

    /// What a browser sent.
    init(_ fields: FormData) {
        var draft = FamilyDraft()
        draft.code = fields[FamilyField.code] ?? ""
        draft.makesCode = fields[FamilyField.makesCode] != nil
        draft.kana = fields[FamilyField.kana] ?? ""
        draft.name = fields[FamilyField.name] ?? ""
        draft.language = fields[ProfileField.language] ?? draft.language
        draft.address = ProfileDraft.Address(
            place: fields[FamilyField.region + "Code"] ?? "", city: fields[FamilyField.city] ?? "",
            street: fields[FamilyField.street] ?? "")
        for number in 1...3 { draft.mails[number - 1] = fields[ProfileField.mail(number)] ?? "" }
        draft.phone = fields[FamilyField.phone] ?? ""
        self.draft = draft
        version = fields[ProfileField.version]
    }

    /// The same form with code and names as they are stored.
    func keeping(_ sheet: FamilySheet) -> FamilyForm {
        var form = self
        form.draft = draft.keeping(sheet)
        return form
    }

    /// Takes what the lookup found or cleared; whether the form is only to be shown again.
    mutating func goesBack(_ fields: FormData) -> Bool {
        if let chosen = fields["choose"] {
            draft.address.place = chosen
        } else if fields[ProfileField.clear] != nil {
            draft.address = ProfileDraft.Address()
        } else {
            return fields[FormName.edit] != nil || fields[ProfileField.preview] != nil
        }
        return true
    }

    /// The form as hidden fields.
    var hidden: [HiddenField] {
        let fields =
            [
                (FamilyField.code, draft.code), (FamilyField.kana, draft.kana), (FamilyField.name, draft.name),
                (ProfileField.language, draft.language), (FamilyField.region + "Code", draft.address.place),
                (FamilyField.city, draft.address.city), (FamilyField.street, draft.address.street),
                (FamilyField.phone, draft.phone),
            ] + draft.mails.enumerated().map { (ProfileField.mail($0.offset + 1), $0.element) }
        let ticked = draft.makesCode ? [HiddenField(name: FamilyField.makesCode, value: "yes")] : []
        let opened = version.map { [HiddenField(name: ProfileField.version, value: $0)] } ?? []
        return fields.map { HiddenField(name: $0.0, value: $0.1) } + ticked + opened
    }

    /// The form as the page shows it.
    func values(regions: RegionTable) -> FamilyValues {
        FamilyValues(
            code: draft.code, makesCode: draft.makesCode, kana: draft.kana, name: draft.name, language: draft.language,
            address: AddressValue(draft.address, regions), mails: draft.mails, phone: draft.phone)
    }

    /// Changed fields in words, for the confirm page.
    func words(
        _ changes: [ProfileChange], _ regions: RegionTable, _ language: Language, _ precision: AddressPrecision
    ) -> [Change] {
        func value(_ text: String, of field: String) -> String {
            switch field {
            case ProfileField.language: text.isEmpty ? "" : text == "en" ? "English" : "日本語"
            case FamilyField.region: AddressRegion(place: text, in: regions)?.name(in: regions)[language] ?? text
            default: text
            }
        }
        return changes.map { change in
            let isMade = draft.makesCode && change.field == FamilyField.code
            return Change(
                field: change.field, label: Self.label(of: change.field, precision),
                before: value(change.before, of: change.field),
                after: isMade ? Catalogue.Family.codeToBeMade[language] : value(change.after, of: change.field))
        }
    }

    private static func label(of field: String, _ precision: AddressPrecision) -> LocalizedText {
        typealias Words = Catalogue.Family
        return switch field {
        case FamilyField.code: Words.code
        case FamilyField.kana: Words.kana
        case FamilyField.name: Words.name
        case FamilyField.region: Words.region(precision)
        case FamilyField.city: Words.city
        case FamilyField.street: Words.street
        case FamilyField.phone: Words.phone
        case ProfileField.language: Words.language
        default: Words.mail(field.last?.wholeNumberValue ?? 1)
        }
    }
}

extension FamilyMemberPage {
    /// Shows what is known of the registered addresses where they stand in the form, and offers to ask again where that is
    /// of use.
    mutating func show(_ member: FamilyMember, canAsk: Bool) {
        question = member.question.map { question in
            Catalogue.Profile.chooseAgain(
                Catalogue.Family.address, question.gone.map { Catalogue.Lookup.isNow($0.name, $0.now) })
        }
        known = values.mails.map { mail in member.addresses[mail].map { ContactFact.facts(of: $0) } ?? [] }
        for (index, mail) in values.mails.enumerated() where canAsk {
            switch member.addresses[mail]?.state {
            case .never, .lapsed, .failing: self.canAsk.insert(index)
            case .verified, nil: break
            }
        }
    }
}

extension FamilyForm {
    /// The address that somebody wants to be asked once more: the field it stands in, and what stands there.
    func asked(_ fields: FormData) -> (field: String, address: String)? {
        guard let field = fields[ProfileField.test],
            let index = (1...3).first(where: { ProfileField.mail($0) == field })
        else { return nil }
        return (field, draft.mails[index - 1])
    }
}

extension AddressValue {
    /// An address as typed, with the name of its region.
    init(_ address: ProfileDraft.Address, _ regions: RegionTable) {
        let name = AddressRegion(place: address.place, in: regions)?.name(in: regions)
        self.init(
            region: address.place, regionName: name ?? LocalizedText(ja: "", en: ""), city: address.city,
            street: address.street)
    }
}
