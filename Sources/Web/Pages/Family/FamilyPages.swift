import Domain
import Profiles

/// One family user in the list.
struct FamilyLine: Hashable, Sendable {
    /// The identifier.
    let id: String
    /// 家族コード.
    let code: String
    /// Whether the program made it.
    var isCodeMade = false
    /// 氏名.
    let name: String
    /// Where the person lives; empty if that was not said.
    let place: LocalizedText
    /// Whether it has to be chosen again.
    var mustChooseAgain = false
    /// How many mail addresses there are.
    let mails: Int
    /// Those of them that their owners have not confirmed.
    var unconfirmed = 0
    /// Those from which mail comes back.
    var failing = 0
    /// Whether there is a password (R-168).
    var hasPassword = false
    /// The last login; nil before the first.
    var lastLogin: Instant?
}

/// `/me/family` (家族情報メンテナンス): an employee's family users (R-169, R-170).
struct FamilyPage: Page {
    /// By code.
    let lines: [FamilyLine]
    /// How many there may be (R-172).
    let limit: Int
    /// Whether the contract has the family option.
    var isOffered = true
    /// Whether nobody logs in without a password (R-168).
    var needsPassword = true
    /// Whether too many wrong tries stopped the logins of the family.
    var isStopped = false

    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String { reader(Catalogue.Family.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Family
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.code), Column(title: Words.name), Column(title: Words.address),
                Column(title: Words.mails, isNumeric: true), Column(title: Catalogue.FamilyUser.passwordLink),
                Column(title: Catalogue.FamilyUser.lastLogin), Column(title: Words.remove, isSilent: true),
            ],
            rows: lines.map { row($0, reader) }, isCards: true)
        return """
            \(backLink("/menu", reader(Catalogue.Bookmark.toMenu)))\
            \(heading(title(reader), HTML(escaping: reader(Words.lead))))\
            \(when: !isOffered, message(.warn, reader(Words.over), .paragraphs([reader(Words.overText)])))\
            \(when: isStopped, message(
                .warn, reader(Words.stopped),
                """
                <p>\(reader(Words.stoppedText))</p>\
                \(frame.form("/me/family/unlock", buttons(button(reader(Words.unlock), .quiet))))
                """))\
            <section class="sheet">\(lines.isEmpty ? "<p>\(reader(Words.nobody))</p>" : table.html(reader))\
            \(when: isOffered, #"<p class="hint">\#(reader(Words.room(lines.count, of: limit)))</p>"#)\
            \(when: isOffered && !needsPassword, #"<p class="hint">\#(reader(Words.madeCodeAlone))</p>"#)\
            \(when: isOffered && lines.count < limit, buttons(linkButton(reader(Words.add), "/me/family/new", .main)))\
            </section>
            """
    }

    private func row(_ line: FamilyLine, _ reader: Reader) -> [HTML] {
        let one: Address = "/me/family/\(line.id)"
        return [
            isOffered
                ? #"<a class="big mono" href="\#(one)">\#(line.code)</a>"#
                : #"<span class="mono">\#(line.code)</span>"#,
            HTML(escaping: line.name), place(line, reader), mails(line, reader),
            password(line, reader),
            HTML(escaping: line.lastLogin.map { reader.dateTime($0) } ?? reader(Catalogue.FamilyUser.never)),
            buttons(
                isOffered ? link(Catalogue.FamilyCard.link, one.appending("card"), line, reader) : .empty,
                link(Catalogue.Family.remove, one.appending("remove"), line, reader)),
        ]
    }
}

extension FamilyPage {
    fileprivate func link(_ words: LocalizedText, _ place: Address, _ line: FamilyLine, _ reader: Reader) -> HTML {
        """
        <a class="link" href="\(place)">\(reader(words))\
        \(.heard(reader(Catalogue.EveryPage.heard(line.name))))</a>
        """
    }

    fileprivate func place(_ line: FamilyLine, _ reader: Reader) -> HTML {
        """
        \(reader(line.place))\
        \(when: line.mustChooseAgain, " \(status(.void, reader(Catalogue.Family.chooseAgain)))")
        """
    }

    /// How many addresses there are, and what is the matter with them.
    fileprivate func mails(_ line: FamilyLine, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Family
        return """
            \(reader.number(line.mails))\
            \(when: line.unconfirmed > 0, " \(status(.off, reader(Words.unconfirmed(reader.number(line.unconfirmed)))))")\
            \(when: line.failing > 0, " \(status(.void, reader(Words.failing(reader.number(line.failing)))))")
            """
    }

    fileprivate func password(_ line: FamilyLine, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.FamilyUser
        let isCodeEnough = line.isCodeMade && !needsPassword
        let words = line.hasPassword ? Words.hasPassword : isCodeEnough ? Words.noPasswordNeeded : Words.noPassword
        guard isOffered else { return HTML(escaping: reader(words)) }
        return """
            <a href="\("/me/family/\(line.id)/password" as Address)">\(reader(words))\
            \(.heard(reader(Catalogue.EveryPage.heard(line.name))))</a>
            """
    }
}

/// `/me/family/new` and `/me/family/{f}`: one family user (R-159 to R-166).
///
/// Posts to the same address; the handler answers with the confirm page, or with this page and status 422.
struct FamilyMemberPage: Page {
    /// The identifier; nil for somebody new, and for oneself.
    let id: String?
    /// Whether it is a family user's own page, `/family/me`, where code and names only stand.
    var isOwn = false
    /// The typed or stored values.
    var values: FamilyValues
    /// Whether the organization has the voice option; without it there is no telephone (R-010).
    let hasVoice: Bool
    /// How exactly an address is given (R-150).
    let precision: AddressPrecision
    /// Whether nobody logs in without a password (R-168).
    var needsPassword = true
    /// What is known of the addresses in the form, always three.
    var known: [[ContactFact]] = [[], [], []]
    /// Which of them can be asked to confirm: by number, from 0.
    var canAsk: Set<Int> = []
    /// Why the address has to be chosen again; nil if it is fine.
    var question: LocalizedText?
    /// How calling in stands; nil where nobody can call in, and for somebody new.
    var callIn: CallInFact?
    /// The version that the fields go back to; empty for somebody new, and where nobody knows.
    var version = ""
    /// What differs between the fields and what was stored meanwhile; empty where nothing was.
    var changedMeanwhile: [Change] = []
    var errors: [FieldError] = []

    var here: Address { isOwn ? FamilyField.ownForm : FamilyField.form(id) }
    var typedPlace: Address? { here }
    var tab: Tab? { isOwn ? .familyOwn : .personal }

    func title(_ reader: Reader) -> String {
        if isOwn { return reader(Catalogue.FamilyUser.own) }
        return reader(id == nil ? Catalogue.Family.new : Catalogue.Family.change)
    }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Family
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let fields: HTML = """
            \(identity(form))\(address(form))\(contacts(form))\
            \(buttons(
                button(reader(Catalogue.EveryPage.toConfirm)),
                isOwn ? .empty : quietLink(reader(Words.back), "/me/family")))
            """
        let again = question.map {
            message(.warn, reader(Catalogue.Profile.chooseAgain), .paragraphs([reader($0)]))
        }
        let opened = version.isEmpty ? [] : [HiddenField(name: ProfileField.version, value: version)]
        let notice = changedNotice(changedMeanwhile, here, reader)
        if isOwn {
            return """
                <h1>\(title(reader))</h1><p>\(reader(Catalogue.FamilyUser.ownLead))</p>\(notice)\(again)\
                \(frame.form(here, class: "form", hidden: opened, fields))\
                \(callIn.map { fact in
                    fact.sheet(Catalogue.CallIn.familyHeading, Catalogue.CallIn.ownFamilyLead, change: nil, reader)
                })
                """
        }
        return """
            \(backLink("/me/family", reader(Words.back)))<h1>\(title(reader))</h1>
            \(notice)\(again)\(frame.form(here, class: "form", hidden: opened, fields))\
            \(callIn.map { fact in
                fact.sheet(
                    Catalogue.CallIn.familyHeading, Catalogue.CallIn.familyLead, change: here.appending("voice"), reader)
            })
            """
    }

    private func identity(_ form: Form) -> HTML {
        typealias Words = Catalogue.Family
        let languages = [
            Choice(value: "ja", words: "日本語", isChosen: values.language == "ja"),
            Choice(value: "en", words: "English", isChosen: values.language == "en"),
        ]
        let language = form.select(
            Field(name: ProfileField.language, label: Words.language, required: true), languages)
        if isOwn {
            let about = facts([
                Fact(form.reader(Words.code), #"<span class="mono">\#(values.code)</span>"#),
                Fact(form.reader(Words.name), HTML(escaping: values.name)),
            ])
            return #"<section class="sheet">\#(about)\#(language)</section>"#
        }
        let note = needsPassword ? "" : form.reader(Words.madeCodeAlone)
        return """
            <section class="sheet">\
            \(form.text(
                Field(name: FamilyField.code, label: Words.code, hint: Words.codeHint), values.code,
                TextControl(width: .w12, maxLength: 8, autocomplete: "off", mono: true),
                after: tick(
                    .checkbox, name: FamilyField.makesCode, value: "yes", checked: values.makesCode,
                    "\(form.reader(Words.makesCode))", note: note)))\
            \(form.text(
                Field(name: FamilyField.name, label: Words.name, required: true), values.name,
                TextControl(width: .w20, maxLength: 32)))\
            \(form.text(
                Field(name: FamilyField.kana, label: Words.kana, hint: Words.kanaHint), values.kana,
                TextControl(width: .w20, maxLength: 64)))\
            \(language)</section>

            """
    }

    /// Prefecture and region come from the lookup only; city and street are typed.
    private func address(_ form: Form) -> HTML {
        typealias Words = Catalogue.Profile
        let reader = form.reader
        let value = values.address
        let region = form.field(Field(name: FamilyField.region, label: Catalogue.Family.region(precision))) {
            attributes in
            """
            <div class="join w20"><input class="in"\(attributes) readonly value="\(reader(value.regionName))" \
            data-region="\(FamilyField.address)"><input type="hidden" name="\(FamilyField.region)Code" \
            value="\(value.region)">\
            \(button(
                reader(Words.find), .small, name: ProfileField.lookup, value: FamilyField.address,
                action: here.appending("region"), skipChecks: true))\
            \(when: !value.region.isEmpty, button(
                reader(Words.clear), .small, name: ProfileField.clear, value: FamilyField.address, skipChecks: true))</div>
            """
        }
        let city = form.text(
            Field(name: FamilyField.city, label: Catalogue.Family.city), value.city, TextControl(maxLength: 40))
        let street = form.text(
            Field(name: FamilyField.street, label: Catalogue.Family.street), value.street, TextControl(maxLength: 80))
        return """
            <section class="sheet"><h2>\(reader(Catalogue.Family.address))</h2>\
            \(when: precision != .prefecture, #"<p class="hint">\#(reader(Words.regionHint(precision)))</p>"#)\
            \(region)<div class="cols">\(city)\(street)</div></section>

            """
    }

    private func contacts(_ form: Form) -> HTML {
        typealias Words = Catalogue.Family
        let reader = form.reader
        let mails: [HTML] = values.mails.enumerated().map { index, mail in
            let field = Field(name: ProfileField.mail(index + 1), label: Words.mail(index + 1))
            return form.text(
                field, mail, TextControl(type: "email", maxLength: 254),
                after: contactRow(
                    known[index], test: canAsk.contains(index) ? field : nil, at: here.appending("test"), reader))
        }
        let phone = form.text(
            Field(name: FamilyField.phone, label: Words.phone, hint: Words.phoneHint), values.phone,
            TextControl(type: "tel", width: .w12, maxLength: 20, inputMode: "tel"))
        return """
            <section class="sheet"><h2>\(reader(Words.mailHeading))</h2>\
            <p class="hint">\(reader(Words.mailLead))</p>\(mails)</section>
            \(when: hasVoice, "<section class=\"sheet\"><h2>\(reader(Words.phoneHeading))</h2>\(phone)</section>")
            """
    }
}

/// The typed or stored values of the form of a family user.
struct FamilyValues: Hashable, Sendable {
    var code = ""
    /// Whether the program makes a new code.
    var makesCode = false
    var kana = ""
    var name = ""
    var language = "ja"
    var address = AddressValue()
    /// Always three, empty for none.
    var mails = ["", "", ""]
    var phone = ""
}

/// Names of the fields of that form; the same as in `FieldError`s.
enum FamilyField {
    static let code = "code"
    static let makesCode = "makesCode"
    static let kana = "name_kana"
    static let name = "name"
    /// The beginning of the address's fields, and its name for the lookup.
    static let address = "address"
    static let region = "addressRegion"
    static let city = "addressCity"
    static let street = "addressStreet"
    static let phone = "phone"

    /// Where a family user's own form is.
    static let ownForm: Address = "/family/me"
    /// Where the form is.
    static func form(_ id: String?) -> Address {
        id.map { "/me/family/\($0)" } ?? "/me/family/new"
    }
}

/// `/me/family/{f}/remove`: asks before a family user goes.
struct RemoveFamilyPage: Page {
    /// Who.
    let line: FamilyLine

    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String { reader(Catalogue.Family.removeHeading) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Family
        let reader = frame.reader
        let about = facts([
            Fact(reader(Words.code), #"<span class="mono">\#(line.code)</span>"#),
            Fact(reader(Words.name), HTML(escaping: line.name)),
        ])
        return """
            \(heading(title(reader), HTML(escaping: reader(Words.removeText))))\
            \(frame.form(
                "/me/family/\(line.id)/remove", class: "sheet",
                """
                \(about)\(buttons(
                    button(reader(Words.remove), .grave), quietLink(reader(Words.back), "/me/family")))
                """))
            """
    }
}
