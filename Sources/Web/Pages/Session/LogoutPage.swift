import Domain

/// `/logout` by GET: asks before it ends the session (R-041). Posts to the same address.
struct LogoutPage: Page {
    /// Whether a family user is asked.
    var isFamily = false

    var tab: Tab? { nil }

    func title(_ reader: Reader) -> String { reader(Catalogue.Login.logoutTitle) }

    func content(in frame: Frame) -> HTML {
        let reader = frame.reader
        let actions = buttons(
            button(reader(Catalogue.Login.logoutSubmit)),
            quietLink(reader(Catalogue.Login.logoutLeave), isFamily ? "/family" : "/menu"))
        return """
            \(heading(reader(Catalogue.Login.logoutHeading), HTML(escaping: reader(Catalogue.Login.logoutText))))\
            \(frame.form(isFamily ? "/family/logout" : "/logout", actions))
            """
    }
}

/// After logout (R-041).
struct LoggedOutPage: Page {
    var width: PageWidth { .slim }

    func title(_ reader: Reader) -> String { reader(Catalogue.Login.loggedOutTitle) }

    func content(in frame: Frame) -> HTML {
        let reader = frame.reader
        return """
            \(heading(reader(Catalogue.Login.loggedOutTitle), HTML(escaping: reader(Catalogue.Login.loggedOutText))))\
            \(buttons(linkButton(reader(Catalogue.Login.again), "/login")))
            """
    }
}
