import Domain

/// `/login/apps`: where the named apps are (R-080). Open to anybody.
struct InstallAppPage: Page {
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Factor.appsTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Factor
        let reader = frame.reader
        let apps: [HTML] = Words.apps.map { app in
            let links: [HTML] = app.places.map { #"<a href="\#($0.address)" rel="noreferrer">\#($0.name)</a>"# }
            return "<li><b>\(app.name)</b><br>\(links.joined(by: " · "))</li>"
        }
        return """
            \(heading(reader(Words.appsTitle), HTML(escaping: reader(Words.appsLead))))\
            <div class="sheet"><ul>\(apps)</ul>\(.paragraphs([reader(Words.appsMac), reader(Words.appsMany)]) as HTML)</div>
            """
    }
}
