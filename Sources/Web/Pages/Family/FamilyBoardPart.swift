import Domain

/// One message of a family's board.
struct FamilyNote: Hashable, Sendable {
    /// The identifier.
    let id: String
    /// Who wrote it.
    let author: String
    /// The linked employee on whose family's board it stands; nil on the reader's own.
    var board: String?
    /// When.
    let at: Instant
    /// How the author is, if that was said.
    let badge: AnswerBadge?
    /// What was written; may be empty beside a badge.
    let text: String
    /// Whether the organization reads it.
    var isShared = false
    /// Whether the reader can show it to the organization, or hide it.
    var canBeShared = false
    /// Whether the reader wrote it.
    var isMine = false
}

/// The message board of a family, as a part of two pages: the employee's and the family users' (R-165, R-183).
///
/// Posts to the page itself; messages are removed at `…/messages/{m}/remove` and shown at `…/messages/{m}/share`.
struct FamilyBoardPart: Sendable {
    /// Newest first.
    let notes: [FamilyNote]
    /// Who reads what the reader writes.
    let readers: [String]
    /// The identifier after which older ones stand; nil if there are none.
    var next: String?
    /// Whether these are not the newest.
    var isOlder = false
    /// What can be said about oneself, with what was chosen; empty for the employee.
    var choices: [(badge: AnswerBadge, choice: Choice)] = []
    /// What was typed.
    var text = ""
    /// Whether the tick to show it to the organization was set; nil where there is none.
    var shares: Bool?
    var errors: [FieldError] = []

    /// The part's markup.
    func html(in frame: Frame, at page: Address) -> HTML {
        typealias Words = Catalogue.FamilyBoard
        let reader = frame.reader
        let comma = reader(Catalogue.EveryPage.comma)
        let names = readers.isEmpty ? Words.noReaders : Words.readers(readers.joined(separator: comma))
        let older: HTML? = next.map { #"<a href="\#(page.adding("before", $0))">\#(reader(Words.older))</a>"# }
        let newest: HTML = isOlder ? #"<a href="\#(page)">\#(reader(Words.newest))</a>"# : .empty
        return """
            <section class="sheet"><h2>\(reader(Words.board))</h2>\
            <p class="hint">\(reader(names))<br>\(reader(Words.hidden))</p>\
            \(frame.form(page, class: "form", fields(Form(reader: reader, errors: errors))))</section>
            <section class="sec"><h2>\(reader(Words.messages))</h2>\
            \(notes.isEmpty ? "<p>\(reader(Words.noMessages))</p>" : list(frame, page))\
            \(when: next != nil || isOlder, "<p>\(newest) \(older)</p>")</section>
            """
    }

    private func fields(_ form: Form) -> HTML {
        typealias Words = Catalogue.FamilyBoard
        let reader = form.reader
        let none = tick(
            .radio, name: "status", value: "", checked: !choices.contains { $0.choice.isChosen },
            "\(reader(Words.noStatus))")
        let status: HTML =
            choices.isEmpty
            ? .empty
            : form.group(
                Words.howAreYou, name: "status",
                """
                \(each: choices, { tick(.radio, name: "status", value: $0.choice.value, checked: $0.choice.isChosen, $0.badge.html(reader)) })\
                \(none)
                """)
        let share: HTML? = shares.map {
            tick(
                .checkbox, name: "isShared", value: "yes", checked: $0, "\(reader(Words.share))",
                note: reader(Words.shareNote))
        }
        return """
            \(status)\
            \(form.area(Field(name: "text", label: Words.text, hint: Words.textHint), text, rows: 3, maxLength: 500))\
            \(share)\(buttons(button(reader(Words.post))))
            """
    }

    private func list(_ frame: Frame, _ page: Address) -> HTML {
        let items: [HTML] = notes.map { #"<li class="sheet">\#(note($0, frame, page))</li>"# + "\n" }
        return #"<ul class="form plain">\#(items)</ul>"#
    }

    private func note(_ note: FamilyNote, _ frame: Frame, _ page: Address) -> HTML {
        typealias Words = Catalogue.FamilyBoard
        let reader = frame.reader
        let place = page.appending("messages").appending(note.id)
        let heard = reader(Catalogue.EveryPage.heard(reader.dateTime(note.at)))
        let share: HTML =
            note.canBeShared
            ? frame.form(
                place.appending("share"), hidden: [HiddenField(name: "isShared", value: note.isShared ? "no" : "yes")],
                button(reader(note.isShared ? Words.hide : Words.share), .small, context: heard))
            : .empty
        let remove: HTML =
            note.isMine
            ? frame.form(place.appending("remove"), button(reader(Words.remove), .small, context: heard)) : .empty
        return """
            <p><b>\(note.author)</b>\(reader(Catalogue.EveryPage.honorific)) \
            <span class="meta">\(reader.dateTime(note.at))</span> \(note.badge?.html(reader) ?? .empty)</p>\
            \(note.board.map { #"<p class="hint">\#(reader(Words.ofOther($0)))</p>"# })\
            \(when: !note.text.isEmpty, "<p>\(HTML.lines(note.text))</p>")\
            \(when: note.isShared, #"<p class="hint">\#(reader(Words.isShared))</p>"#)\
            \(when: note.canBeShared || note.isMine, #"<div class="btns">\#(share)\#(remove)</div>"#)
            """
    }
}
