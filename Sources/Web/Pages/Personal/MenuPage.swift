import Domain
import Profiles
import Tenants

/// A safety check or broadcast that waits for the reader's own answer.
struct OpenRequest: Hashable, Sendable {
    /// The subject.
    let title: String
    /// When it was sent.
    let sentAt: Instant
    /// Why this person was asked; nil where nothing but being named is the reason.
    let reason: LocalizedText?
    /// Whether it is a drill.
    let isDrill: Bool
    /// Where the person answers while signed in.
    let answer: Address
}

/// A safety check or broadcast that is under way, for those who see its results.
struct RunningBroadcast: Hashable, Sendable {
    /// The subject.
    let title: String
    /// Whether it is a drill.
    let isDrill: Bool
    /// How many have answered.
    let answered: Int
    /// How many were asked.
    let people: Int
    /// Where its results are.
    let results: Address
}

/// One contact of the reader, as the menu shows it.
struct ContactLine: Hashable, Sendable {
    /// Which one.
    let slot: ContactSlot
    /// The address or number.
    let value: String
    /// Whether the last message came back.
    var isUndeliverable = false
}

/// `/menu`: what waits for an answer, whether one would be reached, and what can be set (R-014, R-015).
struct MenuPage: Page {
    /// What waits for an answer, newest first.
    let open: [OpenRequest]
    /// The own contacts, in the order of sending.
    let contacts: [ContactLine]
    /// What is under way, for an administrator, newest first.
    var running: [RunningBroadcast] = []
    /// Who saw the reader's contacts, and has not been read about yet, the oldest first.
    var disclosures: [Disclosure] = []
    /// Whether an address of one's own has to be chosen again.
    var asksAddress = false
    /// Whether an address of one's family has to be chosen again.
    var asksFamilyAddress = false
    /// The contacts that the organization's plan uses.
    var used = UsedContacts.mailAndPhone
    /// What is open: everything of one's own unless the session is a limited one (R-073).
    var opens = Opens()

    /// The parts of the menu that a session opens.
    struct Opens: Hashable, Sendable {
        var answers = true
        var profile = true
        var edits = true
        var password = true
        var family = true
        var isLimited = false
    }

    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String { reader(Catalogue.EveryPage.personalMenu) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Menu
        let reader = frame.reader
        let hides = frame.visitor?.hides ?? []
        let badge: HTML? = open.isEmpty ? nil : status(.warn, reader(Words.unanswered(open.count)))
        let answers = menu(
            [
                opens.answers ? MenuItem(Words.myAnswers, Words.myAnswersNote, "/me/answers", badge: badge) : nil,
                opens.profile && opens.family && !hides.contains(.family)
                    ? MenuItem(Catalogue.FamilyBoard.overview, Catalogue.FamilyBoard.note, "/me/family-status") : nil,
                opens.isLimited || hides.contains(.disaster)
                    ? nil : MenuItem(Catalogue.EveryPage.disaster, Words.disasterNote, "/disaster"),
            ].compactMap(\.self), reader)
        let settings = menu(
            [
                opens.edits ? MenuItem(Words.profile, Words.profileNote, "/me/profile") : nil,
                opens.edits && opens.family && !hides.contains(.family)
                    ? MenuItem(Catalogue.Family.title, Catalogue.Family.note, "/me/family") : nil,
                opens.password ? MenuItem(Words.password, Words.passwordNote, "/me/password") : nil,
                opens.password ? MenuItem(Words.security, Words.securityNote, "/security") : nil,
                opens.isLimited || hides.contains(.bookmark)
                    ? nil : MenuItem(Catalogue.EveryPage.bookmark, Words.bookmarkNote, "/bookmark"),
            ].compactMap(\.self), reader)
        return """
            <h1 class="vh">\(reader(Catalogue.EveryPage.personalMenu))</h1>
            \(open.map { openRequest($0, reader) })\(disclosed(frame))\(addresses(reader))\(when: opens.isLimited, limitedNote(frame))<div class="two">
            <div class="form">
            \(when: !running.isEmpty, runningSection(reader))\
            \(when: opens.answers, #"<section class="sec"><h2>\#(reader(Words.answers))</h2>\#(answers)</section>"#)
            \(when: !opens.isLimited || opens.edits, #"<section class="sec"><h2>\#(reader(Words.settings))</h2>\#(settings)</section>"#)
            </div>
            \(when: opens.profile && !hides.contains(.reach), reachable(frame))
            </div>
            """
    }

    /// Whoever logged in without a code is told what to do for the rest.
    private func limitedNote(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Factor
        let reader = frame.reader
        let isNothing = !opens.answers && !opens.profile && !opens.edits
        return message(
            .plain, reader(isNothing ? Words.nothingOpen : Words.limitedMenu),
            .paragraphs([reader(Words.limitedMenuText)]) + widenForm(to: nil, frame))
    }

    /// Addresses whose municipality is gone, with the way to where they are chosen.
    private func addresses(_ reader: Reader) -> HTML {
        guard opens.edits else { return .empty }
        return """
            \(when: asksAddress, addressQuestion(
                Catalogue.Profile.chooseAgain, Catalogue.Menu.profile, "/me/profile", reader))\
            \(when: asksFamilyAddress && opens.family, addressQuestion(
                Catalogue.Family.chooseAgainOf, Catalogue.Family.title, "/me/family", reader))
            """
    }

    /// Who looked at one's contacts, when and why, until it was read.
    private func disclosed(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Disclosure
        let reader = frame.reader
        guard let last = disclosures.last else { return .empty }
        let lines: [HTML] = disclosures.map { disclosure in
            let reason = disclosure.reason.isEmpty ? "" : reader(Words.toldReason(disclosure.reason))
            return """
                <li><b>\(reader.dayTime(disclosure.at))</b> \(reader(disclosure.sentence))<br>\(reason)</li>

                """
        }
        let read = frame.form(
            "/menu/disclosures", hidden: [HiddenField(name: "until", value: String(last.at.milliseconds))],
            buttons(button(reader(Words.toldRead), .quiet)))
        return message(
            .plain, reader(Words.toldTitle),
            """
            <ul>
            \(lines)</ul><p>\(reader(Words.toldAsk))</p>\(read)
            """)
    }

    private func reachable(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Menu
        let reader = frame.reader
        return """
            <section class="sheet stick"><h2>\(reader(Words.reachable))</h2>\(contactList(frame))
            \(when: opens.edits, #"<p><a href="/me/profile">\#(reader(Words.reviewContacts))</a></p>"#)</section>
            """
    }

    private func runningSection(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Menu
        let items: [HTML] = running.map { broadcast in
            let count = Words.answeredOf(reader.number(broadcast.answered), reader.people(broadcast.people))
            return """
                <li><a href="\(broadcast.results)"><span><b>\(when: broadcast.isDrill, drillTag(reader))\
                \(broadcast.title)</b><small>\(reader(count))</small></span></a></li>

                """
        }
        return """
            <section class="sec"><h2>\(reader(Words.running))</h2><ul class="menu">\(items)</ul></section>

            """
    }

    private func contactList(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Menu
        let reader = frame.reader
        guard !contacts.isEmpty else {
            let (title, text) =
                switch used {
                case _ where frame.visitor?.isOffice == true: (Words.noContacts, Words.noContactsOfStaff)
                case .mailAndPhone, .mail: (Words.noContacts, Words.noContactsText)
                case .phone: (Words.noPhones, Words.noPhonesText)
                case .none: (Catalogue.Contacts.notSent, Catalogue.Contacts.notSentText)
                }
            return message(.warn, reader(title), .paragraphs([reader(text)]))
        }
        return facts(
            contacts.map { contact in
                let label = reader(contact.slot.words)
                let undeliverable = status(.void, reader(Catalogue.Contacts.undeliverable))
                return Fact(
                    label: "\(label)\(when: contact.isUndeliverable, "　\(undeliverable)")",
                    #"<span class="mono">\#(contact.value)</span>"#)
            }, isColumn: true)
    }
}

/// The box that asks for an answer.
func openRequest(_ request: OpenRequest, _ reader: Reader) -> HTML {
    typealias Words = Catalogue.Menu
    let reason = request.reason.map { Catalogue.EveryPage.heard(reader($0)) }
    return """
        <div class="msg warn">\(when: request.isDrill, drillBanner(reader))<b>\(reader(Words.waiting))</b>\
        <p>\(reader.dayTime(request.sentAt)) \(request.title)\(reason.map { reader($0) } ?? "")</p>\
        <p class="btns"><a class="btn" href="\(request.answer)">\(reader(Words.answer))</a></p></div>

        """
}

/// The box that asks for an address to be chosen again.
func addressQuestion(_ title: LocalizedText, _ place: LocalizedText, _ address: Address, _ reader: Reader) -> HTML {
    message(
        .warn, reader(title),
        """
        <p>\(reader(Catalogue.Profile.chooseAgainText))</p>\
        <p class="btns">\(linkButton(reader(place), address))</p>
        """)
}

/// One line of a menu.
struct MenuItem: Sendable {
    /// The name of the page.
    let name: LocalizedText
    /// What can be done there.
    let note: LocalizedText
    /// Where it is.
    let address: Address
    /// A status at the right.
    var badge: HTML?

    /// One line.
    init(_ name: LocalizedText, _ note: LocalizedText, _ address: Address, badge: HTML? = nil) {
        self.name = name
        self.note = note
        self.address = address
        self.badge = badge
    }
}

/// A list of places to go.
func menu(_ items: [MenuItem], _ reader: Reader) -> HTML {
    let lines: [HTML] = items.map { item in
        """
        <li><a href="\(item.address)"><span><b>\(reader(item.name))</b><small>\(reader(item.note))</small></span>\
        \(item.badge)</a></li>

        """
    }
    return #"<ul class="menu">\#(lines)</ul>"#
}
