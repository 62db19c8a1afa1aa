import Domain

/// `/me/family/{f}/card`: a card to print for a family user without mail, in the family user's language. It holds nothing
/// secret but the family code, which the QR code leaves out.
struct FamilyCardPage: Page {
    /// 氏名.
    let name: String
    /// 家族コード.
    let code: String
    /// The language of the card (R-162).
    let language: Language
    /// The address that people keep.
    let address: String
    /// The login page itself, which takes what is filled in.
    let loginPage: String
    /// 団体コード.
    let organizationCode: String
    /// The employee's ID.
    let loginID: String
    /// Whom to ask; empty for nobody.
    let helpDesk: String

    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String { reader(Catalogue.FamilyCard.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.FamilyCard
        let reader = frame.reader
        let card = Reader(language: language, zone: reader.zone)
        let link = loginPage + "?organization=\(organizationCode)&loginID=\(loginID)&family=yes"
        var lines = [
            Fact(card(Words.address), #"<span class="mono">\#(address)</span>"#),
            Fact(card(Catalogue.Login.organization), #"<span class="mono">\#(organizationCode)</span>"#),
            Fact(card(Words.employee), #"<span class="mono">\#(loginID)</span>"#),
            Fact(card(Catalogue.FamilyUser.familyCode), #"<b class="mono">\#(code)</b>"#),
            Fact(card(Words.password), #"<span class="blank"></span>"#),
        ]
        if !helpDesk.isEmpty { lines.append(Fact(card(Words.help), HTML(escaping: helpDesk))) }
        return """
            <div class="form noprint">\(backLink("/me/family", reader(Catalogue.Family.back)))\
            \(heading(title(reader), HTML(escaping: reader(Words.lead))))\
            <p><button class="btn quiet" type="button" hidden data-print>\(reader(Words.print))</button></p></div>\
            <section class="sheet slip card" lang="\(language.rawValue)"><h2>\(card(Words.heading))</h2>\
            <p>\(name)\(card(Catalogue.EveryPage.honorific))</p>\
            \(QRCode(Secret(link))?.html(label: card(Words.qr)))\
            \(facts(lines))<p class="hint">\(card(Words.how))</p></section>
            """
    }
}
