import Domain
import Profiles

/// The typed or stored values of the profile form, as text; rules live in `Profiles`, not here.
struct ProfileValues: Hashable, Sendable {
    /// The language of pages and mails (R-047).
    var language = Language.japanese
    /// Mail contacts in 優先順 1…3; always three, empty for none (R-135).
    var mails = ["", "", ""]
    /// 発信順 of the mail group, 1…4 (R-137).
    var mailOrder: Int? = 1
    /// Phone contacts 1…3; always three (R-136).
    var phones = [PhoneValue(), PhoneValue(), PhoneValue()]
    /// Never used for sending (R-138).
    var spareMail = ""
    /// Never used for sending (R-139).
    var sparePhone = ""
    /// 勤務先 (R-129–R-131).
    var work = AddressValue()
    /// 住所1 (R-133).
    var home1 = AddressValue()
    /// 住所2 (R-134).
    var home2 = AddressValue()

    /// One of the addresses.
    subscript(kind: AddressKind) -> AddressValue {
        switch kind {
        case .work: work
        case .home1: home1
        case .home2: home2
        }
    }
}

/// One phone contact as typed.
struct PhoneValue: Hashable, Sendable {
    /// The number.
    var number = ""
    /// Its 発信順, 1…4.
    var order: Int?
}

/// One address as typed or chosen.
struct AddressValue: Hashable, Sendable {
    /// What the lookup chose, as the form carries it: `17` for a prefecture, `17-390` for a region; empty for none.
    var region = ""
    /// How that reads: 石川県 石川県能登.
    var regionName = LocalizedText(ja: "", en: "")
    /// 市区町村, up to 40 characters.
    var city = ""
    /// 番地・マンション名, up to 80 characters.
    var street = ""
}

/// One list of the organization to choose from.
struct PickValue: Hashable, Sendable {
    /// None first, then every entry; empty where the organization keeps no list.
    var choices: [Choice] = []
    /// Whether only administrators change it.
    var isFixed = false
}

/// Names of the profile form's fields; the same as in `FieldError`s.
enum ProfileField {
    static let language = "language"
    static let mailOrder = "mailOrder"
    static let spareMail = "spareMail"
    static let sparePhone = "sparePhone"
    static let location = "location"
    static let userCode = "userCode"
    /// `mail1`…`mail3`.
    static func mail(_ number: Int) -> String { "mail\(number)" }
    /// `phone1`…`phone3`.
    static func phone(_ number: Int) -> String { "phone\(number)" }
    /// `phone1Order`…`phone3Order`.
    static func phoneOrder(_ number: Int) -> String { "phone\(number)Order" }
    /// `workRegion`, `home1Region`, `home2Region`.
    static func region(_ kind: AddressKind) -> String { "\(kind.rawValue)Region" }
    /// `workCity`, …
    static func city(_ kind: AddressKind) -> String { "\(kind.rawValue)City" }
    /// `workStreet`, …
    static func street(_ kind: AddressKind) -> String { "\(kind.rawValue)Street" }
    /// The button that opens the lookup; its value names the address. It posts to `/me/profile/region`.
    static let lookup = "lookup"
    /// The button that empties an optional address; its value names it.
    static let clear = "clear"
    /// The button that sends a test mail; its value names the field.
    static let test = "test"
    /// The version of the profile that the form goes back to.
    static let version = "version"
    /// The button that only recalculates the order of contact.
    static let preview = "preview"
}

/// `/me/profile` (個人情報メンテナンス): contacts with their 発信順, addresses, language (R-126–R-139, R-143–R-146).
///
/// Posts to the same address; the handler answers with the confirm page, or with this page and status 422.
struct ProfilePage: Page {
    /// The name in kanji.
    let name: String
    /// The name in kana.
    let kana: String
    /// The department's name.
    let department: String
    /// The login ID.
    let loginID: String
    /// What is in the fields.
    let values: ProfileValues
    /// What is known of the contacts, by the names of their fields.
    var contacts: [String: [ContactFact]] = [:]
    /// Whether a test mail can be sent (R-152).
    var canTest = false
    /// Whether the organization has the voice option; without it there are neither phones nor 発信順 (R-010).
    let hasVoice: Bool
    /// Whether mail must not be relied on (R-009).
    let isPlanWithoutMail: Bool
    /// How exactly addresses are given (R-150).
    let precision: AddressPrecision
    /// Whether 勤務先住所 and 住所1 must be given; for people of an office they need not.
    var needsAddresses = true
    /// Addresses that have to be chosen again, one sentence each.
    var questions: [LocalizedText] = []
    /// ロケーション (R-132).
    var location = PickValue()
    /// ユーザ設定コード (R-128).
    var userCode = PickValue()
    /// How calling in stands; nil where nobody can call in.
    var callIn: CallInFact?
    /// What would happen with these values.
    let sequence: SequencePreview
    /// What should be weighed.
    var warnings: [LocalizedText] = []
    /// The version of the profile that the fields go back to; empty where nobody knows.
    var version = ""
    /// What differs between the fields and what was stored meanwhile; empty where nothing was.
    var changedMeanwhile: [Change] = []
    var errors: [FieldError] = []

    var typedPlace: Address? { "/me/profile" }
    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String { reader(Catalogue.Menu.profile) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Profile
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        // The first button is what the Enter key presses; it must not be one that sends a mail.
        let fields: HTML = """
            <button class="vh" tabindex="-1" aria-hidden="true">\(reader(Catalogue.EveryPage.toConfirm))</button>\
            <div class="two">
            <div class="form">
            \(mailSection(form))\(when: hasVoice, phoneSection(form))\(addressSection(form))\(otherSection(form))\
            \(callIn.map { fact in
                fact.sheet(Catalogue.CallIn.heading, Catalogue.CallIn.lead, change: "/me/voice", reader)
            })\
            \(buttons(
                button(reader(Catalogue.EveryPage.toConfirm)), quietLink(reader(Words.leave), "/menu")))\
            </div>
            <aside class="sheet stick" aria-labelledby="sequence-h">\
            <h2 id="sequence-h">\(reader(Catalogue.Contacts.sequenceHeading))</h2>
            \(sequenceRail(sequence, reader))\(noticeBox(warnings, title: Catalogue.Contacts.care, reader))\
            \(when: sequence.used != .none, """
                \(button(
                    reader(Catalogue.Contacts.recalculate), .small, name: ProfileField.preview, value: "1",
                    skipChecks: true))
                <p class="hint">\(reader(Catalogue.Contacts.mayChange))</p>
                """)
            </aside>
            </div>
            """
        return """
            \(head(reader))\
            \(changedNotice(changedMeanwhile, "/me/profile", reader))\
            \(when: isPlanWithoutMail,
                message(.warn, reader(Words.planWithoutMail), .paragraphs([reader(Words.planWithoutMailText)])))\
            \(when: !questions.isEmpty,
                message(.warn, reader(Words.chooseAgain), .paragraphs(questions.map { reader($0) })))\
            \(frame.form(
                "/me/profile", hidden: version.isEmpty ? [] : [HiddenField(name: ProfileField.version, value: version)],
                fields))
            """
    }

    /// Whose profile it is.
    func head(_ reader: Reader) -> HTML {
        """
        <div class="head"><h1>\(reader(Catalogue.Menu.profile))</h1><p>\(name)\
        \(when: !kana.isEmpty, "\(reader(Catalogue.EveryPage.heard(kana)))")　\
        <span class="nw">\(department)</span>　<span class="nw mono">\(loginID)</span></p></div>

        """
    }

    private func mailSection(_ form: Form) -> HTML {
        typealias Words = Catalogue.Profile
        let reader = form.reader
        let order = form.select(
            Field(name: ProfileField.mailOrder, label: Words.mailOrder, hint: Words.mailOrderHint),
            orders(values.mailOrder, optional: false), width: .w4)
        let mails: [HTML] = values.mails.enumerated().map { index, mail in
            let field = Field(name: ProfileField.mail(index + 1), label: Words.mail(index + 1))
            return form.text(
                field, mail, TextControl(type: "email", maxLength: 254, autocomplete: index == 0 ? "email" : ""),
                after: row(field, reader))
        }
        return """
            <section class="sheet"><h2>\(reader(Words.mailHeading))</h2><p class="hint">\
            \(reader(isPlanWithoutMail ? Words.mailHintUnused : Words.mailHint)) \
            \(quietLink(reader(Catalogue.ContactCheck.receiving), "/help#mail"))</p>
            \(when: hasVoice, order)\(mails)</section>

            """
    }

    private func phoneSection(_ form: Form) -> HTML {
        typealias Words = Catalogue.Profile
        let reader = form.reader
        let phones: [HTML] = values.phones.enumerated().map { index, phone in
            let number = index + 1
            let label = Words.phone(number)
            let field = Field(name: ProfileField.phone(number), label: label)
            let input = form.text(
                field, phone.number,
                TextControl(
                    type: "tel", width: .w12, maxLength: 20, autocomplete: index == 0 ? "tel" : "", inputMode: "tel"),
                after: contactRow(contacts[field.name] ?? [], test: nil, reader))
            let order = form.select(
                Field(name: ProfileField.phoneOrder(number), label: Words.order, context: label),
                orders(phone.order, optional: true), width: .w4)
            return #"<div class="cols tight">\#(input)\#(order)</div>"# + "\n"
        }
        return """
            <section class="sheet"><h2>\(reader(Words.phoneHeading))</h2><p class="hint">\(reader(Words.phoneHint))</p>
            \(phones)</section>

            """
    }

    private func addressSection(_ form: Form) -> HTML {
        typealias Words = Catalogue.Profile
        let home2 = address(.home2, form)
        return """
            <section class="sheet"><h2>\(form.reader(Words.addressHeading))</h2>\
            <p class="hint">\(form.reader(Words.regionHint(precision, isNeeded: needsAddresses)))</p>
            \(address(.work, form))\(address(.home1, form))\
            <details\(when: values.home2 != AddressValue() || refuses(.home2), " open")>\
            <summary>\(form.reader(Words.openHome2))</summary><div class="form">\(home2)</div></details></section>

            """
    }

    /// Prefecture and region come from the lookup only; city and street are typed.
    private func address(_ kind: AddressKind, _ form: Form) -> HTML {
        typealias Words = Catalogue.Profile
        let reader = form.reader
        let value = values[kind]
        let name = ProfileField.region(kind)
        let label = Words.addressName(kind)
        let region = form.field(
            Field(name: name, label: Words.region(label, precision), mustBeChosen: needsAddresses && kind != .home2)
        ) { attributes in
            """
            <div class="join w20"><input class="in"\(attributes) readonly value="\(reader(value.regionName))" \
            data-region="\(kind.rawValue)"><input type="hidden" name="\(name)Code" value="\(value.region)">\
            \(button(
                reader(Words.find), .small, name: ProfileField.lookup, value: kind.rawValue,
                action: "/me/profile/region", skipChecks: true, context: reader(Words.findContext(label, precision))))\
            \(when: kind == .home2 && !value.region.isEmpty, button(
                reader(Words.clear), .small, name: ProfileField.clear, value: kind.rawValue, skipChecks: true,
                context: reader(Words.findContext(label, precision))))</div>
            """
        }
        let city = form.text(
            Field(name: ProfileField.city(kind), label: Words.city(label)), value.city,
            TextControl(maxLength: 40, autocomplete: kind == .home1 ? "address-level2" : ""))
        let street = form.text(
            Field(name: ProfileField.street(kind), label: Words.street(label)), value.street,
            TextControl(maxLength: 80, autocomplete: kind == .home1 ? "street-address" : ""))
        return "\(region)<div class=\"cols\">\(city)\(street)</div>\n"
    }

    private func otherSection(_ form: Form) -> HTML {
        typealias Words = Catalogue.Profile
        let reader = form.reader
        let languages = [
            Choice(value: "ja", words: "日本語", isChosen: values.language == .japanese),
            Choice(value: "en", words: "English", isChosen: values.language == .english),
        ]
        let spareField = Field(name: ProfileField.spareMail, label: Words.spareMail)
        let spareMail = form.text(
            spareField, values.spareMail, TextControl(type: "email", maxLength: 254), after: row(spareField, reader))
        let sparePhone = form.text(
            Field(name: ProfileField.sparePhone, label: Words.sparePhone), values.sparePhone,
            TextControl(type: "tel", width: .w12, maxLength: 20, inputMode: "tel"))
        let location = pick(location, Field(name: ProfileField.location, label: Words.location), form)
        let userCode = pick(userCode, Field(name: ProfileField.userCode, label: Words.userCode), form)
        return """
            <section class="sheet"><h2>\(reader(Words.otherHeading))</h2>
            \(form.select(
                Field(name: ProfileField.language, label: Words.language, hint: Words.languageHint, required: true),
                languages))\
            \(location)\(userCode)\
            <p class="hint">\(reader(Words.spareHint))</p><div class="cols">\(spareMail)\(sparePhone)</div>
            <p><a href="/me/password">\(reader(Words.toPassword))</a></p></section>

            """
    }

    /// A list to choose from; as text where only administrators choose, and nothing where the organization keeps no list.
    private func pick(_ pick: PickValue, _ field: Field, _ form: Form) -> HTML {
        if pick.choices.isEmpty { return "" }
        guard pick.isFixed else { return form.select(field, pick.choices, width: .w20) }
        let chosen = pick.choices.first(where: \.isChosen)?.words ?? ""
        return """
            <p><b>\(form.reader(field.label))</b>　\(chosen.isEmpty ? "－" : chosen)　\
            <span class="hint">\(form.reader(Catalogue.Profile.fixed))</span></p>

            """
    }

    private func refuses(_ kind: AddressKind) -> Bool {
        errors.contains { $0.field.hasPrefix(kind.rawValue) }
    }

    private func row(_ mail: Field, _ reader: Reader) -> HTML {
        contactRow(contacts[mail.name] ?? [], test: canTest ? mail : nil, reader)
    }

    private func orders(_ chosen: Int?, optional: Bool) -> [Choice] {
        let numbers = (1...4).map { Choice(value: String($0), words: String($0), isChosen: $0 == chosen) }
        return optional ? [Choice(value: "", words: "", isChosen: chosen == nil)] + numbers : numbers
    }
}
