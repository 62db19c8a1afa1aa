import Domain

/// What stands around a control: label, hint, and whether it must be filled.
struct Field: Sendable {
    /// The field's name; also its id, and the name of its `FieldError`s.
    let name: String
    /// The label.
    let label: LocalizedText
    /// What distinguishes it from others of the same label; heard, not seen.
    var context: LocalizedText?
    /// Limits and help, told before typing.
    var hint: LocalizedText?
    /// Whether it must be filled; said in words, and to whoever listens.
    var required = false
    /// Whether it must be filled by other means than typing, which is only said in words.
    var mustBeChosen = false
}

/// How wide a control is: as wide as what goes in.
enum ControlWidth: String, Sendable {
    case w4, w8, w12, w20, full = ""
}

/// How a text control behaves.
struct TextControl: Sendable {
    /// The input's type, such as `email` or `tel`.
    var type = "text"
    /// As wide as what goes in.
    var width = ControlWidth.full
    /// The most characters that are taken; nil for no limit.
    var maxLength: Int?
    /// `autocomplete`, such as `username`.
    var autocomplete = ""
    /// `inputmode`, such as `numeric`.
    var inputMode = ""
    /// Whether figures and codes are set in one width.
    var mono = false
    /// A button beside the control.
    var beside = HTML.empty
}

/// One choice of a pull-down or of a list of ticks.
struct Choice: Hashable, Sendable {
    /// The value that is sent.
    let value: String
    /// The words that are shown.
    let words: String
    /// Whether it is chosen.
    var isChosen = false
}

/// Builds the fields of one form, each with its errors.
struct Form: Sendable {
    let reader: Reader
    let errors: [FieldError]

    /// A field around any control; the closure gets the attributes that bind the two.
    func field(_ field: Field, after: HTML = .empty, control: (HTML) -> HTML) -> HTML {
        let refused = errors.filter { $0.field == field.name }
        var described: [String] = []
        if field.hint != nil { described.append("\(field.name)-h") }
        if !refused.isEmpty { described.append("\(field.name)-e") }
        let attributes: HTML = """
             id="\(field.name)" name="\(field.name)"\(when: field.required, #" aria-required="true""#)\
            \(when: !refused.isEmpty, #" aria-invalid="true""#)\
            \(when: !described.isEmpty, #" aria-describedby="\#(described.joined(separator: " "))""#)
            """
        return """
            <div class="field\(when: !refused.isEmpty, " bad")"><label for="\(field.name)">\(label(of: field))</label>\
            \(field.hint.map { #"<p class="hint" id="\#(field.name)-h">\#(reader($0))</p>"# as HTML })\
            \(control(attributes))\
            \(when: !refused.isEmpty, #"<p class="err" id="\#(field.name)-e">\#(sentence(refused))</p>"#)\
            \(after)</div>

            """
    }

    /// A line of text.
    func text(_ field: Field, _ value: String, _ control: TextControl = TextControl(), after: HTML = .empty) -> HTML {
        self.field(field, after: after) { attributes in
            let beside = !control.beside.isEmpty
            let input: HTML = """
                <input class="in\(widthClass(control.width, unless: beside))\(when: control.mono, " mono")"\
                \(attributes)\
                \(when: control.type != "text", #" type="\#(control.type)""#)\
                \(when: !control.inputMode.isEmpty, #" inputmode="\#(control.inputMode)""#)\
                \(room(for: control.maxLength))\
                \(when: !control.autocomplete.isEmpty, #" autocomplete="\#(control.autocomplete)""#)\
                \(when: control.mono, #" autocapitalize="none" spellcheck="false""#)\
                \(when: !value.isEmpty, #" value="\#(value)""#)>
                """
            return beside
                ? #"<div class="join\#(widthClass(control.width))">\#(input)\#(control.beside)</div>"# : input
        }
    }

    /// A password: never comes back filled (R-027), can be revealed once something is typed (R-024).
    func secret(
        _ field: Field, maxLength: Int?, autocomplete: String, inputMode: String = "", strength: HTML = .empty
    ) -> HTML {
        assert(FormName.secrets.contains(field.name), "\(field.name) would be kept with its form")
        return self.field(field, after: strength) { attributes in
            """
            <div class="join w20"><input class="in"\(attributes) type="password" autocomplete="\(autocomplete)"\
            \(when: !inputMode.isEmpty, #" inputmode="\#(inputMode)""#)\
            \(room(for: maxLength)) data-reveal="\(reader(Catalogue.EveryPage.show))" \
            data-conceal="\(reader(Catalogue.EveryPage.hide))"></div>
            """
        }
    }

    /// Several lines of text.
    func area(_ field: Field, _ value: String, rows: Int, maxLength: Int?, mono: Bool = false) -> HTML {
        self.field(field) { attributes in
            """
            <textarea class="in\(when: mono, " mono")"\(attributes) rows="\(rows)"\
            \(room(for: maxLength))>
            \(value)</textarea>
            """
        }
    }

    /// A pull-down.
    func select(_ field: Field, _ choices: [Choice], width: ControlWidth = .w12, beside: HTML = .empty) -> HTML {
        self.field(field) { attributes in
            let select: HTML = """
                <select class="in\(widthClass(width, unless: !beside.isEmpty))"\(attributes)>\(options(choices))</select>
                """
            return beside.isEmpty ? select : #"<div class="join\#(widthClass(width))">\#(select)\#(beside)</div>"#
        }
    }

    /// A question with ticks or radio buttons, as a sheet of its own or within one.
    func group(
        _ legend: LocalizedText, name: String, hint: LocalizedText? = nil, class className: String = "group",
        _ content: HTML
    ) -> HTML {
        let refused = errors.filter { $0.field == name }
        return """
            <fieldset class="\(className)\(when: !refused.isEmpty, " refused")" id="\(name)">\
            <legend>\(reader(legend))</legend>\
            \(hint.map { #"<p class="hint">\#(reader($0))</p>"# as HTML })\(content)\
            \(when: !refused.isEmpty, #"<p class="err">\#(sentence(refused))</p>"#)</fieldset>

            """
    }

    /// What a browser takes at all: far more than is allowed, so that the server can say what is too long. A browser counts in
    /// UTF-16, where a letter may be many, and cuts what is pasted without a word.
    private func room(for characters: Int?) -> HTML {
        characters.map { #" maxlength="\#($0 * roomForCharacter)""# as HTML } ?? .empty
    }

    /// The choices of a pull-down.
    func options(_ choices: [Choice]) -> HTML {
        "\(each: choices, { #"<option value="\#($0.value)"\#(when: $0.isChosen, " selected")>\#($0.words)</option>"# })"
    }

    private func label(of field: Field) -> HTML {
        """
        \(reader(field.label))\(field.context.map { .heard(reader(Catalogue.EveryPage.heard(reader($0)))) })\
        \(when: field.required || field.mustBeChosen, #" <span class="need">\#(reader(Catalogue.EveryPage.required))</span>"#)
        """
    }

    private func sentence(_ errors: [FieldError]) -> String {
        errors.map { reader($0.message) }.joined(separator: " ")
    }

    private func widthClass(_ width: ControlWidth, unless joined: Bool = false) -> HTML {
        width == .full || joined ? .empty : " \(width.rawValue)"
    }
}

/// UTF-16 units of the longest letters that somebody types, such as 👨‍👩‍👧‍👦, and some more.
let roomForCharacter = 16

/// What kind of tick it is.
enum TickKind: String, Sendable {
    case checkbox, radio
}

/// One tick: the whole line can be pressed.
func tick(
    _ kind: TickKind, name: String, value: String, checked: Bool, _ title: HTML, note: String = "", id: String = ""
) -> HTML {
    """
    <label class="tick"><input type="\(kind.rawValue)"\(when: !id.isEmpty, #" id="\#(id)""#) name="\(name)" value="\(value)"\(when: checked, " checked")>\
    <span>\(title)\(when: !note.isEmpty, "<small>\(note)</small>")</span></label>

    """
}

/// How a button looks.
enum ButtonStyle: String, Sendable {
    /// The one thing to do here.
    case main = "btn"
    /// Something else that can be done.
    case quiet = "btn quiet"
    /// Beside a field.
    case small = "btn quiet small"
    /// Grave, cannot be taken back.
    case grave = "btn bad"
    /// The one thing a narrow column is about.
    case wide = "btn wide"
    /// Grave, and the one thing a narrow column is about.
    case graveWide = "btn bad wide"
}

/// A button that sends its form.
func button(
    _ words: String, _ style: ButtonStyle = .main, name: String = "", value: String = "", action: Address? = nil,
    skipChecks: Bool = false, context: String = ""
) -> HTML {
    """
    <button class="\(style.rawValue)"\(when: !name.isEmpty, #" name="\#(name)" value="\#(value)""#)\
    \(action.map { #" formaction="\#($0)""# as HTML })\(when: skipChecks, " formnovalidate")>\
    \(words)\(when: !context.isEmpty, .heard(context))</button>
    """
}

/// A link that looks like a button.
func linkButton(_ words: String, _ address: Address, _ style: ButtonStyle = .quiet) -> HTML {
    #"<a class="\#(style.rawValue)" href="\#(address)">\#(words)</a>"#
}

/// A quiet link beside buttons.
func quietLink(_ words: String, _ address: Address) -> HTML {
    #"<a class="link" href="\#(address)">\#(words)</a>"#
}

/// The row of buttons that ends a form.
func buttons(_ items: HTML...) -> HTML {
    #"<div class="btns">\#(items)</div>"# + "\n"
}
