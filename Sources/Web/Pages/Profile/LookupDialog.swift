/// The lookup's frame: what searches at the left, what was found at the right, and the way back without choosing.
func lookupDialog(
    _ goal: LookupGoal, _ sealed: [HiddenField], title: String, lead: String, search: HTML, results: HTML,
    _ frame: Frame
) -> HTML {
    let hidden = sealed + [HiddenField(name: ProfileField.lookup, value: goal.value)]
    let back: HTML = """
        <button class="link" formaction="\(goal.form)" name="edit" value="\(goal.field)" \
        formnovalidate data-close>\(frame.reader(Catalogue.Lookup.back))</button>
        """
    return """
        <section class="dialog" aria-labelledby="lookup-h" id="lookup">
        <div class="head"><h1 id="lookup-h">\(title)</h1><p>\(lead)</p></div>
        <div class="pick2">
        \(frame.form(goal.lookup, hidden: hidden, search))\
        \(frame.form(goal.form, hidden: hidden, "\(results)\(back)"))\
        </div>
        </section>
        """
}
