import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// Which people of a broadcast an address asks for: `s` (a level, a sum of levels, or an answer), `dept`, `pref`,
/// `reg`, `q`.
struct RecipientQuery: Sendable {
    /// Before the code of an answer, so that no answer can be taken for a level.
    static let answerPrefix = "answer-"

    /// The longest search text.
    private static let longestText = 64

    let state: String
    let department: DepartmentID?
    let prefecture: Int?
    /// One of the prefecture's regions; without a prefecture there is none.
    let region: JMARegionCode?
    let text: String

    /// What the address of a request says; what it says wrongly counts as not said.
    init(_ request: HTTPRequest) {
        state = request.query("s") ?? ""
        department = request.query("dept").flatMap { DepartmentID(canonical: $0) }
        prefecture = request.query("pref").flatMap { Int($0) }.flatMap { (1...47).contains($0) ? $0 : nil }
        region = prefecture == nil ? nil : request.query("reg").flatMap { JMARegionCode($0) }
        text = String((request.query("q") ?? "").prefix(Self.longestText))
    }

    /// Whether it asks for less than everybody.
    var narrows: Bool { !state.isEmpty || department != nil || prefecture != nil || !text.isEmpty }

    /// The filter for a broadcast with this form.
    func filter(_ form: AnswerForm) -> ListRecipients.Filter {
        var filter = ListRecipients.Filter(
            department: department, prefecture: prefecture.flatMap { PrefectureCode(number: $0)?.description },
            region: region?.description)
        filter.query = text
        switch state {
        case "": break
        case "unreached": filter.levels = [.noPath, .failed]
        case "waiting": filter.levels = [.planned, .unclear, .handedOn, .fetched]
        case "help":
            filter.levels = [.answered]
            filter.statuses = Set(form.choices.filter { $0.severity != .good }.map(\.code))
        default:
            if let level = ReachLevel(rawValue: state) {
                filter.levels = [level.recorded]
            } else if state.hasPrefix(Self.answerPrefix) {
                filter.levels = [.answered]
                filter.status = String(state.dropFirst(Self.answerPrefix.count))
            }
        }
        return filter
    }
}
