import Domain

/// Says that what is stored was changed after the form was opened: what stands there now beside what was typed, and the
/// way to leave what was typed. Nothing without such changes.
///
/// - Parameters:
///   - changes: What would be changed of what is stored now.
///   - place: Where the form can be opened anew.
func changedNotice(_ changes: [Change], _ place: Address, _ reader: Reader) -> HTML {
    typealias Words = Catalogue.ChangedMeanwhile
    guard !changes.isEmpty else { return .empty }
    func text(_ value: String) -> String { value.isEmpty ? reader(Catalogue.EveryPage.empty) : value }
    let list = changes.map { change in
        Fact(
            reader(change.label),
            """
            <span class="meta">\(reader(Words.stored))</span> <b>\(text(change.before))</b><br>\
            <span class="meta">\(reader(Words.typed))</span> \(text(change.after))
            """)
    }
    return """
        <div class="msg warn" role="alert" tabindex="-1" id="errors"><b>\(reader(Words.title))</b>\
        <p>\(reader(Words.text))</p>\(facts(list))<p><a href="\(place)">\(reader(Words.reopen))</a></p></div>

        """
}
