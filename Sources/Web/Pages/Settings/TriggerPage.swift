import Domain

/// The values of the trigger rule.
struct TriggerValues: Hashable, Sendable {
    /// Whether bulletins start safety checks at all.
    var isActive = false
    /// From which intensity on.
    var minimum = SeismicIntensity.fiveUpper
    /// Which addresses count.
    var addresses = Set(AddressKind.allCases)
    /// Whether only the regions below count.
    var isLimited = false
    /// The regions that count then.
    var regions: [ChosenTarget] = []
    /// Seconds to wait for further bulletins before sending, 0 to 600.
    var holdSeconds = "0"
    /// Hours after an earthquake in which no other one of the same strength or less asks a region again, 0 to 72.
    var suppressionHours = "6"
    /// Whether a region with silent stations (震度５弱以上未入電) is asked whatever the minimum is.
    var promotesSilence = false
}

/// `/triggers`: at which shaking the organization asks, and whom (R-182's rule for employees).
///
/// Fields: `isActive`, `minimum`, `area` (`everywhere`, `only`), `region` for each one chosen, `addresses`, `template`,
/// `holdTime` (seconds), `suppression` (hours), `promotesSilence`; the button `pick` opens ``PickPage``.
struct TriggerPage: Page {
    /// What is in the fields.
    let values: TriggerValues
    /// The templates for safety checks, one of them chosen.
    let templates: [Choice]
    /// How many people have an address that counts.
    let people: Int
    /// The names of regions of the area that JMA does not have any more.
    var gone: [String] = []
    /// The age from which a bulletin sends nothing; nil where none is too old.
    var bulletinAge: Duration?
    var errors: [FieldError] = []

    var typedPlace: Address? { "/triggers" }
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Menu.triggers) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Triggers
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        return """
            \(backLink("/maintenance", reader(Catalogue.Settings.back)))\
            \(heading(title(reader), HTML(escaping: reader(Words.lead))))\
            \(goneRegions(frame))<div class="two">\(frame.form(
                "/triggers", hidden: values.regions.map { HiddenField(name: "region", value: $0.value) },
                fields(form)))
            <aside class="sheet stick" aria-labelledby="rule-h"><h2 id="rule-h">\(reader(Words.inShort))</h2>
            <p>\(reader(sentence(reader)))</p><p class="meta">\(reader(Words.concerned(reader.people(people))))</p>
            <p class="hint">\(reader(Words.never(bulletinAge.map { reader.exactly($0) })))</p><p><a href="/disaster">\(reader(Words.toBulletins))</a></p></aside></div>
            """
    }

    /// Asks what is meant now; with one press the regions stay as they are chosen.
    private func goneRegions(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Triggers
        guard !gone.isEmpty else { return .empty }
        let reader = frame.reader
        let names = gone.joined(separator: reader(Catalogue.EveryPage.comma))
        let keep: HTML =
            values.regions.isEmpty
            ? .empty : frame.form("/triggers/regions", buttons(button(reader(Words.keepRegions), .quiet)))
        let text = values.regions.isEmpty ? Words.regionsGoneWithoutSuccessor : Words.regionsGoneText
        return message(
            .warn, reader(Words.regionsGone(names)), "<p>\(reader(text))</p>\(keep)")
    }

    private func sentence(_ reader: Reader) -> LocalizedText {
        typealias Words = Catalogue.Triggers
        guard values.isActive else { return Words.isOff }
        guard !values.addresses.isEmpty else { return Words.noAddresses }
        let kinds = AddressKind.allCases.filter(values.addresses.contains).map { reader($0.words) }
        let words = values.isLimited ? Words.sentenceWithin : Words.sentence
        return words(
            kinds.joined(separator: reader(Words.or)), reader(values.minimum.words))
    }

    private func area(_ form: Form) -> HTML {
        typealias Words = Catalogue.Triggers
        let reader = form.reader
        let chips: HTML = #"<ul class="chips">\#(each: values.regions, { "<li>\($0.words)</li>" })</ul>"#
        let pick = button(
            reader(Catalogue.Compose.pickRegions), .small, name: "pick", value: "region", skipChecks: true)
        return form.group(
            Words.area, name: "area",
            """
            \(tick(
                .radio, name: "area", value: "everywhere", checked: !values.isLimited, "\(reader(Words.everywhere))"))\
            \(tick(
                .radio, name: "area", value: "only", checked: values.isLimited, "\(reader(Words.onlyRegions))"))\
            \(when: values.isLimited, chips)<p>\(pick)</p>
            """)
    }

    private func fields(_ form: Form) -> HTML {
        typealias Words = Catalogue.Triggers
        let reader = form.reader
        let intensities = SeismicIntensity.allCases.drop(while: { $0 != .three }).reversed().map {
            Choice(value: $0.rawValue, words: reader($0.words), isChosen: $0 == values.minimum)
        }
        let addresses: [HTML] = AddressKind.allCases.map { kind in
            tick(
                .checkbox, name: "addresses", value: kind.rawValue, checked: values.addresses.contains(kind),
                "\(reader(Catalogue.Profile.addressName(kind)))")
        }
        func unit(_ words: LocalizedText) -> HTML { #"<span class="til">\#(reader(words))</span>"# }
        return """
            <section class="sheet">\
            \(tick(
                .checkbox, name: "isActive", value: "1", checked: values.isActive, "<b>\(reader(Words.isOn))</b>",
                note: reader(Words.isOnNote)))\
            \(form.select(Field(name: "minimum", label: Words.minimum, hint: Words.minimumHint), intensities))\
            \(form.group(Words.addresses, name: "addresses", #"<div class="cols">\#(addresses)</div>"#))\
            \(area(form))\
            \(form.select(Field(name: "template", label: Catalogue.Compose.template), templates, width: .w20))\
            </section>
            <section class="sheet"><h2>\(reader(Words.timing))</h2>\
            \(form.text(
                Field(name: "holdTime", label: Words.hold, hint: Words.holdHint), values.holdSeconds,
                TextControl(width: .w8, maxLength: 3, inputMode: "numeric", beside: unit(Words.seconds))))\
            \(form.text(
                Field(name: "suppression", label: Words.suppression, hint: Words.suppressionHint),
                values.suppressionHours,
                TextControl(width: .w8, maxLength: 2, inputMode: "numeric", beside: unit(Words.hours))))\
            \(tick(
                .checkbox, name: "promotesSilence", value: "1", checked: values.promotesSilence,
                "<b>\(reader(Words.promotes))</b>", note: reader(Words.promotesNote)))\
            </section>
            \(buttons(
                button(reader(Catalogue.EveryPage.toConfirm)),
                quietLink(reader(Catalogue.Profile.leave), "/maintenance")))
            """
    }
}
