import Auth
import Domain

/// `/settings/provider`: another secret for the provider that the operator set up (R-038). What is stored is never shown.
/// Field: `secret`.
struct ProviderSecretPage: Page {
    /// The provider's own name.
    let issuer: String
    /// Whether there is a secret.
    let hasSecret: Bool
    var errors: [FieldError] = []

    var tab: Tab? { .maintenance }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.External.secretTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.External
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        return """
            \(backLink("/settings", reader(Catalogue.Settings.title)))\
            \(heading(reader(Words.secretTitle), HTML(escaping: reader(Words.secretLead))))\
            \(frame.form("/settings/provider", class: "sheet", """
                \(facts([
                    Fact(reader(Catalogue.Settings.provider), "\(issuer)"),
                    Fact(reader(Words.secretNow), "\(reader(Words.secretStands(hasSecret)))"),
                ]))\
                \(form.secret(
                    Field(name: "secret", label: Words.secret, hint: Words.secretHint, required: true),
                    maxLength: OpenIDProvider.longestSecret, autocomplete: "off"))\
                \(buttons(button(reader(Catalogue.Office.register)), quietLink(reader(Words.secretLeave), "/settings")))
                """ as HTML))
            """
    }
}
