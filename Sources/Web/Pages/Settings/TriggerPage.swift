import Domain

/// The values of the trigger rule.
struct TriggerValues: Hashable, Sendable {
    /// Whether bulletins start safety checks at all.
    var isOn = false
    /// From which intensity on.
    var minimum = SeismicIntensity.fiveUpper
    /// Which addresses count.
    var addresses: Set<AddressKind> = [.work, .home1]
    /// Minutes to wait for further bulletins before sending.
    var holdMinutes = "0"
    /// Minutes after a safety check in which another event starts none.
    var suppressionMinutes = "0"
    /// Whether 「震度５弱以上未入電」 counts as reaching any intensity up to 5弱 only, or as the rule's intensity.
    var promotesMissing = false
}

/// `/triggers`: at which shaking the organization asks, and whom (R-182's rule for employees).
///
/// Fields: `isOn`, `minimum`, `address`, `holdMinutes`, `suppressionMinutes`, `promotesMissing`, `template`.
struct TriggerPage: Page {
    /// What is in the fields.
    let values: TriggerValues
    /// The templates for safety checks, one of them chosen.
    let templates: [Choice]
    /// How many people have an address that counts.
    let people: Int
    var errors: [FieldError] = []

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Menu.triggers) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Triggers
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        return """
            \(backLink("/maintenance", reader(Catalogue.Settings.back)))\
            \(heading(title(reader), HTML(escaping: reader(Words.lead))))\
            <div class="two">\(frame.form("/triggers", fields(form)))
            <aside class="sheet stick" aria-labelledby="rule-h"><h2 id="rule-h">\(reader(Words.inShort))</h2>
            <p>\(reader(sentence(reader)))</p><p class="meta">\(reader(Words.concerned(reader.people(people))))</p>
            <p class="hint">\(reader(Words.never))</p><p><a href="/disaster">\(reader(Words.toBulletins))</a></p></aside></div>
            """
    }

    private func sentence(_ reader: Reader) -> LocalizedText {
        typealias Words = Catalogue.Triggers
        guard values.isOn else { return Words.isOff }
        let kinds = AddressKind.allCases.filter(values.addresses.contains).map { reader($0.words) }
        return Words.sentence(
            addresses: kinds.joined(separator: reader(Words.or)), intensity: reader(values.minimum.words))
    }

    private func fields(_ form: Form) -> HTML {
        typealias Words = Catalogue.Triggers
        let reader = form.reader
        let intensities = SeismicIntensity.allCases.reversed().map {
            Choice(value: $0.rawValue, words: reader($0.words), isChosen: $0 == values.minimum)
        }
        let addresses: [HTML] = AddressKind.allCases.map { kind in
            tick(
                .checkbox, name: "address", value: kind.rawValue, checked: values.addresses.contains(kind),
                "\(reader(Catalogue.Profile.addressName(kind)))")
        }
        let unit: HTML = #"<span class="til">\#(reader(Words.minutes))</span>"#
        return """
            <section class="sheet">\
            \(tick(
                .checkbox, name: "isOn", value: "1", checked: values.isOn, "<b>\(reader(Words.isOn))</b>",
                note: reader(Words.isOnNote)))\
            \(form.select(Field(name: "minimum", label: Words.minimum, hint: Words.minimumHint), intensities))\
            \(form.group(Words.addresses, name: "address", #"<div class="cols">\#(addresses)</div>"#))\
            \(form.select(Field(name: "template", label: Catalogue.Compose.template), templates, width: .w20))\
            </section>
            <section class="sheet"><h2>\(reader(Words.timing))</h2>\
            \(form.text(
                Field(name: "holdMinutes", label: Words.hold, hint: Words.holdHint), values.holdMinutes,
                TextControl(width: .w8, maxLength: 3, inputMode: "numeric", beside: unit)))\
            \(form.text(
                Field(name: "suppressionMinutes", label: Words.suppression, hint: Words.suppressionHint),
                values.suppressionMinutes,
                TextControl(width: .w8, maxLength: 4, inputMode: "numeric", beside: unit)))\
            \(tick(
                .checkbox, name: "promotesMissing", value: "1", checked: values.promotesMissing,
                "<b>\(reader(Words.promotes))</b>", note: reader(Words.promotesNote)))\
            </section>
            \(buttons(
                button(reader(Catalogue.Common.toConfirm)),
                quietLink(reader(Catalogue.Profile.leave), "/maintenance")))
            """
    }
}
