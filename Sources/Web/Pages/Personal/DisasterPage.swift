import Domain

/// What a bulletin led to.
enum BulletinOutcome: Hashable, Sendable {
    /// A safety check went to this many people; the address of its results for an administrator.
    case started(people: Int?, results: Address?)
    /// A known event grew: newly reached people were asked too.
    case grew(people: Int?, results: Address?)
    /// People who had been asked were told that the bulletin was mended or taken back.
    case corrected(people: Int?, results: Address?)
    /// Nothing was sent, for this reason.
    case nothing(LocalizedText)
}

/// 通常, 訓練, 試験.
enum BulletinStatus: String, CaseIterable, Sendable {
    case normal, drill, test
}

/// 発表, 訂正, 取消.
enum BulletinType: String, CaseIterable, Sendable {
    case issued, corrected, cancelled
}

/// One bulletin as it was received.
struct ReceivedBulletin: Hashable, Sendable {
    /// When we got it.
    let receivedAt: Instant
    /// When the agency reported it.
    let reportedAt: Instant
    /// The agency's own title and headline; in Japanese, as received.
    let title: String
    /// 通常, 訓練, 試験.
    let status: BulletinStatus
    /// 発表, 訂正, 取消.
    let type: BulletinType
    /// The strongest shaking reported.
    let maximum: SeismicIntensity?
    /// How many of the 188 regions reached the organization's intensity.
    let regions: Int
    /// Their names, the strongest shaken first.
    var regionNames: [LocalizedText] = []
    /// What it led to here.
    let outcome: BulletinOutcome
}

/// `/disaster` (災害情報): every bulletin received, and what each caused (R-015, R-191).
struct DisasterPage: ListPage {
    /// The bulletins, newest first.
    let bulletins: [ReceivedBulletin]
    /// Which part of the list is shown.
    let part: ListPart
    /// From which intensity on the organization asks; nil while the rule is off.
    let threshold: SeismicIntensity?

    var tab: Tab? { .disaster }

    func title(_ reader: Reader) -> String { reader(Catalogue.EveryPage.disaster) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Disaster
        let reader = frame.reader
        let rule = threshold.map { Words.rule(reader($0.words)) } ?? Words.ruleIsOff
        let table = Table(
            caption: Words.caption,
            columns: [
                Column(title: Words.bulletin), Column(title: Words.reported), Column(title: Words.maximum),
                Column(title: Words.regions), Column(title: Words.outcome),
            ],
            rows: bulletins.map { row($0, reader) }, isCards: true)
        return """
            \(heading(reader(Catalogue.EveryPage.disaster), HTML(escaping: reader(rule))))\
            <section class="sheet">\(bulletins.isEmpty ? "<p>\(reader(Words.nothingYet))</p>" : table.html(reader))\
            \(when: !bulletins.isEmpty, pager(part, at: "/disaster", reader))</section>
            <p class="hint">\(reader(Words.source))</p>
            """
    }

    private func row(_ bulletin: ReceivedBulletin, _ reader: Reader) -> [HTML] {
        typealias Words = Catalogue.Disaster
        let tags: [LocalizedText] =
            (bulletin.status == .drill ? [Words.drillTag] : bulletin.status == .test ? [Words.testTag] : [])
            + (bulletin.type == .corrected
                ? [Words.correctedTag] : bulletin.type == .cancelled ? [Words.cancelledTag] : [])
        return [
            "\(each: tags, { #"<span class="tag">\#(reader($0))</span> "# })<span lang=\"ja\">\(bulletin.title)</span>",
            """
            <span class="nw">\(reader.dateTime(bulletin.reportedAt))</span>\
            <br><span class="meta nw">\(reader(Words.received("\(reader.day(bulletin.receivedAt)) \(reader.seconds(bulletin.receivedAt))")))</span>
            """,
            "\(bulletin.maximum.map { reader($0.short) } ?? reader(Catalogue.EveryPage.dash))",
            regions(bulletin, reader),
            outcome(bulletin.outcome, reader),
        ]
    }

    private func regions(_ bulletin: ReceivedBulletin, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Disaster
        let count = reader(Words.regionCount(reader.number(bulletin.regions)))
        let names = bulletin.regionNames.map { reader($0) }
        if names.isEmpty { return "\(count)" }
        return """
            <details><summary>\(count)</summary>\(names.joined(separator: reader(Catalogue.EveryPage.comma)))</details>
            """
    }

    private func outcome(_ outcome: BulletinOutcome, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Disaster
        func sent(_ words: LocalizedText, _ results: Address?) -> HTML {
            guard let results else { return status(.ok, reader(words)) }
            return #"\#(status(.ok, reader(words)))　<a class="nw" href="\#(results)">\#(reader(Words.toResults))</a>"#
        }
        return switch outcome {
        case .started(let people, let results): sent(Words.started(people.map { reader.people($0) }), results)
        case .grew(let people, let results): sent(Words.grew(people.map { reader.people($0) }), results)
        case .corrected(let people, let results): sent(Words.correctionSent(people.map { reader.people($0) }), results)
        case .nothing(let reason):
            #"\#(status(.off, reader(Words.nothingSent)))<br><span class="meta">\#(reader(reason))</span>"#
        }
    }
}
