import Domain
import Profiles

@testable import Notify

private let regions = Result { try RegionTable.embedded() }

/// A bulletin, up to the decision whom to ask.
@Sendable func checkBulletin(_ bytes: [UInt8]) throws {
    let parsed = BulletinParser().parse(bytes)
    try hold("a document says the same each time it is read", BulletinParser().parse(bytes) == parsed)
    switch parsed {
    case .bulletin(let bulletin): try check(bulletin)
    case .notATrigger(let title): try hold("a title is short", title.unicodeScalars.count <= 100)
    case .refused(let refusal):
        try hold("a refusal has a sentence", !refusal.explanation[.japanese].isEmpty)
        try hold("a refusal is short", refusal.explanation[.english].unicodeScalars.count <= 300)
    }
}

private func check(_ bulletin: Bulletin) throws {
    let key = bulletin.key.description
    try hold("a key is one line of ASCII", key.utf8.allSatisfy { (0x21...0x7E).contains($0) })
    try hold("an event's number is short", bulletin.events.allSatisfy { EventID($0.text) == $0 })
    try hold("a headline is short", bulletin.headline.unicodeScalars.count <= 1_000)
    let names = [bulletin.hypocentre, bulletin.magnitude].compactMap { $0 } + bulletin.unread
    try hold("what a page shows is short", names.allSatisfy { $0.unicodeScalars.count <= 100 })
    try hold("what could not be read is a short list", bulletin.unread.count <= 20)

    let rule = try TriggerRule(minimum: .three, promotesSilence: true)
    let empty = EventState(event: bulletin.event)
    let state = empty.adding(bulletin)
    try hold("a bulletin counts once", state.adding(bulletin) == state)
    try hold("drills and tests change nothing", bulletin.status == .normal || state == empty)
    try hold("an event has a title", !state.title(in: try regions.get())[.english].isEmpty)
    let now = bulletin.reportedAt + .seconds(60)
    let decision = DecideTrigger(rule: rule)(bulletin, IncidentState(event: empty), now: now)
    if case .newIncident(let asked, _) = decision {
        try hold("only a report that is meant asks people", bulletin.status == .normal && bulletin.action != .cancelled)
        try hold("those are asked who shook", asked.isSubset(of: bulletin.shaking.keys) && !asked.isEmpty)
    }
    let after = IncidentState(event: empty).after(bulletin, decision, now: now)
    let again = DecideTrigger(rule: rule)(bulletin, after, now: now)
    if bulletin.status == .normal {
        try hold("a second copy does nothing", again == .nothing(.duplicate))
    }
}

/// The agency's list of bulletins.
@Sendable func checkFeed(_ bytes: [UInt8]) throws {
    let feed = read(bytes)
    try hold("a feed says the same each time it is read", read(bytes) == feed)
    guard case .success(let feed) = feed else { return }
    try hold("an entry can be followed", feed.entries.allSatisfy { !$0.id.isEmpty && !$0.link.isEmpty })
}

private func read(_ bytes: [UInt8]) -> Result<AtomFeed, XMLRefusal> {
    Result { () throws(XMLRefusal) in try AtomFeed(bytes) }
}
