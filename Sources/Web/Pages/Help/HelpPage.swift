import Domain
import Tenants

/// `/help` (使い方・問い合わせ先): whom to ask, the manual, the terms of use (R-189, R-190), and how mails get through
/// (R-157, R-158).
struct HelpPage: Page {
    /// Whom to ask, in the organization's words; nil if it has not said.
    var helpDesk: String?
    /// The help desk of the office that looks after the organization.
    var office: HelpDesk?
    /// Whom people of offices ask, for those who cannot log in.
    var vendor: String?
    /// Whether the organization has a manual.
    var hasManual = false
    /// Whether the organization has terms of use.
    var hasTerms = false
    /// The address that mails come from.
    let sender: String
    /// Where a blank mail registers its sender's address; nil if it does not, or nobody is logged in.
    var blankMail: String?
    /// The number to call in order to report; nil where nobody can, or nobody is logged in.
    var callIn: String?

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Help.help) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Help
        let reader = frame.reader
        var links: [(LocalizedText, Address)] = []
        if hasManual { links.append((Words.manual, "/manual")) }
        if hasTerms { links.append((Words.terms, "/terms")) }
        links.append((Catalogue.EveryPage.bookmark, "/bookmark"))
        let items: [HTML] = links.map { words, address in "<li>\(quietLink(reader(words), address))</li>" }
        let leave =
            frame.visitor == nil
            ? linkButton(reader(Catalogue.Bookmark.toLogin), "/login")
            : linkButton(reader(Catalogue.Bookmark.toMenu), "/menu")
        let whom =
            helpDesk
            ?? (office == nil ? reader(frame.visitor == nil ? Words.askAfterLogin : Words.askAdministrator) : nil)
        return """
            \(heading(reader(Words.help)))\
            <section class="sheet"><h2>\(reader(Words.ask))</h2>\
            \(whom.map { "<p>\($0)</p>" as HTML })\(office.map { desk($0, reader) })\
            <h2>\(reader(Words.cannotLogIn))</h2><p>\(reader(Words.cannotLogInText))</p>\
            \(vendor.map { "<p>\(reader(Words.officeCannotLogIn($0)))</p>" as HTML })\
            <p>\(quietLink(reader(Catalogue.Reissue.link), "/help/reissue"))</p>\
            \(blankMail.map { address in
                """
                <h2>\(reader(Catalogue.MailIn.byMail))</h2><p>\(reader(Catalogue.MailIn.byMailText))<br>\
                <b class="mono">\(address)</b></p>
                """ as HTML
            })\
            <h2>\(reader(Words.papers))</h2><ul>\(items)</ul></section>
            \(callIn.map { reporting($0, reader) })\(receiving(reader))\(buttons(leave))
            """
    }

    /// How to report by calling in (R-029).
    private func reporting(_ number: String, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.CallIn
        let steps: [HTML] = Words.steps.map { "<li><p>\(reader($0))</p></li>" }
        return """
            <section class="sheet" id="call"><h2>\(reader(Words.heading))</h2><p>\(reader(Words.lead))<br>\
            <b class="mono">\(number)</b></p><ol class="steps">\(steps)</ol>\
            <p class="hint">\(reader(Words.keepNote))</p></section>

            """
    }

    private func receiving(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.ContactCheck
        let domain = sender.split(separator: "@").last.map(String.init) ?? sender
        let steps: [HTML] = [Words.allowSender(sender, domain), Words.allowLinks, Words.longMails, Words.thenTest]
            .map { "<li><p>\(reader($0))</p></li>" }
        return """
            <section class="sheet" id="mail"><h2>\(reader(Words.receiving))</h2><p>\(reader(Words.receivingText))</p>\
            <ol class="steps">\(steps)</ol><p class="hint">\(reader(Words.senderProof))</p></section>

            """
    }

    private func desk(_ desk: HelpDesk, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Help
        return facts(
            [(Words.officeDesk, desk.name), (Words.phone, desk.phone), (Words.hours, desk.hours)]
                .filter { !$0.1.isEmpty }.map { Fact(reader($0.0), "<b>\($0.1)</b>") })
    }
}
