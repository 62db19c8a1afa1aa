import Domain
import Tenants

/// The one frame of every page behind the answer pages: head, skip link, header with tabs, main, footer.
func layout(_ page: some Page, in frame: Frame) -> HTML {
    let reader = frame.reader
    let site = [frame.organization, frame.systemTitle].filter { !$0.isEmpty }.joined(separator: " ")
    let title = "\(page.title(reader)) – \(site)"
    let prefix = page.isRefused ? reader(Catalogue.EveryPage.errorTitle) + " – " : ""
    return """
        <!doctype html>
        <html lang="\(reader.language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <title>\(prefix)\(title)</title>
        <link rel="stylesheet" href="\(frame.assets.style)">
        <link rel="icon" href="\(frame.assets.icon)" type="image/svg+xml">
        <script src="\(frame.assets.script)" defer></script>\
        \(when: page.usesPasskeys, "<script src=\"\(frame.assets.passkeys)\" defer></script>")
        </head>
        <body\(idleAttributes(frame))>
        <a class="skip" href="#main">\(reader(Catalogue.EveryPage.skip))</a>
        \(header(of: page, in: frame))
        <main class="page\(widthClass(page, frame))" id="main">
        \(when: page.isDrill, drillBanner(reader))\(frame.banner.map { banner($0, reader) })\
        \(errorSummary(page.errors, reader))\(page.content(in: frame))
        </main>
        \(footer(frame))
        </body>
        </html>

        """
}

/// Says on every page about a drill that it is one (R-184).
func drillBanner(_ reader: Reader) -> HTML {
    #"<p class="drill">\#(reader(Catalogue.EveryPage.drill))</p>"#
}

private func widthClass(_ page: some Page, _ frame: Frame) -> HTML {
    guard frame.visitor == nil else { return .empty }
    return switch page.width {
    case .wide: .empty
    case .narrow: " narrow"
    case .slim: " slim"
    }
}

private func header(of page: some Page, in frame: Frame) -> HTML {
    let home: Address = frame.visitor.map { $0.isFamily ? "/family" : "/menu" } ?? "/login"
    return """
        <header class="top\(when: frame.visitor == nil, " plain")"><div class="bar">\
        <a class="brand" href="\(home)">\(mark)<span>\(frame.organization)
        \(when: ![frame.organization, ""].contains(frame.systemTitle), "<small>\(frame.systemTitle)</small>")</span></a>\
        \(frame.visitor.map { who($0, frame.reader) })\(languageSwitch(of: page, frame))</div>\
        \(frame.visitor.map { tabs(for: $0, current: page.tab, frame.reader) })</header>
        """
}

private func who(_ visitor: Visitor, _ reader: Reader) -> HTML {
    let last = visitor.lastLogin.map { Catalogue.EveryPage.lastLogin(reader.dateTime($0)) }
    let manual: Address = visitor.hasManual ? "/manual" : "/help"
    let name: HTML = "<b>\(visitor.name)</b>\(reader(Catalogue.EveryPage.honorific))"
    return """
        <p class="who">\(visitor.isLimited || visitor.isFamily ? name : #"<a href="/security">\#(name)</a>"#) \
        \(when: !visitor.loginID.isEmpty, #"<span class="mono">\#(visitor.loginID)</span>"#)\
        <span class="meta">\(reader(last ?? Catalogue.EveryPage.firstLogin))</span>\
        \(when: visitor.hasFactor, #"<a href="/security/reset">\#(reader(Catalogue.Security.resetAll))</a>"#)\
        \(when: visitor.isOffice, #" <a href="\#(manual)">\#(reader(Catalogue.Help.manual))</a>"#)</p>
        """
}

/// Both languages; the one that is shown is text, the other a link (R-044), or a button that brings along what was typed
/// before. What was typed since is brought along by the script.
private func languageSwitch(of page: some Page, _ frame: Frame) -> HTML {
    let fields = page.typedFields ?? frame.posted
    let token = page.typedFields == nil ? .empty : frame.csrfField
    let items: [HTML] = [(Language.japanese, "日本語"), (.english, "English")].map { language, name in
        if language == frame.reader.language { return #"<span aria-current="true">\#(name)</span>"# }
        let code = language.rawValue
        if let place = page.typedPlace, !fields.isEmpty {
            return """
                <form novalidate method="post" action="\(place.adding(FormName.language, code))">\(token)\(fields.map(\.html))\
                <button lang="\(code)">\(name)</button></form>
                """
        }
        let address = frame.here.adding(FormName.language, code)
        return #"<a href="\#(address)" lang="\#(code)" hreflang="\#(code)">\#(name)</a>"#
    }
    return #"<div class="lang"\#(when: page.takesEdit, " data-edit")>\#(items.joined(by: "\n"))</div>"#
}

/// The tabs a person of this role has (R-015).
private func tabs(for visitor: Visitor, current: Tab?, _ reader: Reader) -> HTML {
    var list: [(Tab, Address, LocalizedText)] = [(.personal, "/menu", Catalogue.EveryPage.personalMenu)]
    if visitor.isOffice {
        list.insert((.officePolicy, "/office/policy", Catalogue.Office.tabPolicy), at: 0)
        list.insert((.officeClients, "/office/orgs", Catalogue.Office.tabClients), at: 1)
        list.insert((.officeDrift, "/office/drift", Catalogue.Office.tabDrift), at: 2)
    }
    if visitor.isAdministrator {
        if !visitor.isOffice { list.append((.administration, "/b", Catalogue.EveryPage.adminMenu)) }
        list.append((.maintenance, "/maintenance", Catalogue.EveryPage.maintenance))
    }
    if !visitor.isLimited {
        if !visitor.isOffice, !visitor.hides.contains(.disaster) {
            list.append((.disaster, "/disaster", Catalogue.EveryPage.disaster))
        }
        if !visitor.hides.contains(.news) { list.append((.news, "/news", Catalogue.Help.news)) }
    }
    if visitor.isFamily {
        list = [
            (.familyStatus, "/family", Catalogue.FamilyUser.status),
            (.familyOwn, "/family/me", Catalogue.FamilyUser.own),
        ]
    }
    let links: [HTML] = list.map { tab, address, name in
        #"<a href="\#(address)"\#(when: tab == current, #" aria-current="page""#)>\#(reader(name))</a>"#
    }
    return """
        <nav class="tabs" aria-label="\(reader(Catalogue.EveryPage.mainMenu))">\(links)\
        <a class="out" href="\(visitor.isFamily ? "/family/logout" : "/logout" as Address)">\(reader(Catalogue.EveryPage.logout))</a></nav>
        """
}

private func footer(_ frame: Frame) -> HTML {
    let reader = frame.reader
    let idle = frame.visitor.map { Catalogue.EveryPage.idleNotice(reader.exactly($0.idleLimit)) }
    let help = frame.helpDesk.map { Catalogue.EveryPage.helpDesk($0) }
    return """
        <footer class="foot"><a href="/help">\(reader(Catalogue.Help.help))</a>
        \(when: frame.visitor?.hides.contains(.bookmark) != true, #"<a href="/bookmark">\#(reader(Catalogue.EveryPage.bookmark))</a>"#)
        \(help.map { "<span>\(reader($0))</span>" as HTML })\(idle.map { "<span>\(reader($0))</span>" as HTML })</footer>
        """
}

/// What the script needs for its warning two minutes before the idle logout.
private func idleAttributes(_ frame: Frame) -> HTML {
    guard let visitor = frame.visitor, !visitor.isFamily, let csrf = frame.csrf else { return .empty }
    let reader = frame.reader
    return """
         data-idle="\(Int(visitor.idleLimit.inMilliseconds / 1_000))" data-csrf="\(csrf.exposed)" \
        data-idle-title="\(reader(Catalogue.EveryPage.idleTitle))" data-idle-text="\(reader(Catalogue.EveryPage.idleText))" \
        data-idle-stay="\(reader(Catalogue.EveryPage.idleStay))" data-idle-leave="\(reader(Catalogue.EveryPage.logout))"
        """
}

private let mark: HTML = """
    <svg viewBox="0 0 36 36" aria-hidden="true"><circle cx="18" cy="18" r="16.5" fill="none" stroke="currentColor" \
    stroke-width="1.5" opacity=".45"/><circle cx="18" cy="18" r="12" fill="none" stroke="currentColor" \
    stroke-width="2"/><circle cx="18" cy="18" r="8" fill="currentColor"/><path d="m14.3 18.2 2.6 2.6 4.9-5.2" \
    fill="none" stroke="var(--surface)" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>
    """
