import Domain

/// A family user, as the employee sees how they are.
struct FamilyMemberState: Hashable, Sendable {
    /// 氏名.
    let name: String
    /// 家族コード.
    let code: String
    /// How they said they are; nil if they never did.
    let badge: AnswerBadge?
    /// When they said so.
    let at: Instant?
}

/// An employee who is linked as family.
struct RelativeState: Hashable, Sendable {
    /// The name.
    let name: String
    /// What was answered last.
    let answered: FamilyRequest?
    /// Whether a safety check waits for an answer.
    let waits: Bool
}

/// `/me/family-status` (家族状況確認): how one's family is, and the family's board (R-170).
///
/// Posts to the same address.
struct FamilyOverviewPage: Page {
    /// By family code.
    let members: [FamilyMemberState]
    /// Employees who are linked.
    let relatives: [RelativeState]
    /// The board.
    let board: FamilyBoardPart

    var tab: Tab? { .personal }
    var errors: [FieldError] { board.errors }

    func title(_ reader: Reader) -> String { reader(Catalogue.FamilyBoard.overview) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.FamilyBoard
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Catalogue.Family.name), Column(title: Words.status), Column(title: Words.saidAt),
            ],
            rows: members.map { row($0, reader) } + relatives.map { row($0, reader) }, isCards: true)
        return """
            \(backLink("/menu", reader(Catalogue.Bookmark.toMenu)))<h1>\(title(reader))</h1>
            <section class="sheet"><h2>\(reader(Words.members))</h2>\
            \(members.isEmpty && relatives.isEmpty ? "<p>\(reader(Words.nobody))</p>" : table.html(reader))\
            <p><a href="/me/family">\(reader(Words.familyLink))</a>　\
            <a href="/me/family-links">\(reader(Words.relativesLink))</a></p></section>
            \(board.html(in: frame, at: "/me/family-status"))
            """
    }

    private func row(_ member: FamilyMemberState, _ reader: Reader) -> [HTML] {
        typealias Words = Catalogue.FamilyBoard
        return [
            #"\#(member.name) <span class="mono meta">\#(member.code)</span>"#,
            member.badge?.html(reader) ?? "\(reader(Words.saidNothing))",
            HTML(escaping: member.at.map { reader.dateTime($0) } ?? reader(Catalogue.EveryPage.dash)),
        ]
    }

    private func row(_ relative: RelativeState, _ reader: Reader) -> [HTML] {
        typealias Words = Catalogue.FamilyBoard
        let drill: HTML = relative.answered?.isDrill == true ? drillTag(reader) : .empty
        let answer: HTML = relative.answered?.answer.map { $0.html(reader) } ?? "\(reader(Words.noAnswer))"
        let time = relative.answered?.answeredAt.map { reader(Words.answered(reader.dateTime($0))) }
        return [
            #"\#(relative.name) <span class="meta">\#(reader(Words.relatives))</span>"#,
            """
            \(relative.waits ? status(.warn, reader(Words.waits)) : .empty)\
            \(when: relative.waits && relative.answered != nil, "<br>")\
            \(relative.waits && relative.answered == nil ? .empty : "\(drill)\(answer)")
            """,
            HTML(escaping: time ?? reader(Catalogue.EveryPage.dash)),
        ]
    }
}
