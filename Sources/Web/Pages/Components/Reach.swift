import Domain

/// How far a message came to a person: the honest scale of results. Each person stands on exactly one level, the best
/// one over all paths, so the levels add up to the targets at every instant.
enum ReachLevel: String, CaseIterable, Sendable {
    /// Answered, on whatever path.
    case answered
    /// The answer page was fetched; it may have been a mail scanner.
    case opened
    /// The other side took it over.
    case handedOn
    /// It is not known whether the hand-off succeeded.
    case unclear
    /// Waiting for its turn in 発信順.
    case planned
    /// Every path was tried and refused.
    case failed
    /// There was never a usable path.
    case noPath
}

/// How many people stand on each level.
struct ReachCounts: Hashable, Sendable {
    var answered = 0
    var opened = 0
    var handedOn = 0
    var unclear = 0
    var planned = 0
    var failed = 0
    var noPath = 0

    /// Everybody.
    var total: Int { ReachLevel.allCases.reduce(0) { $0 + self[$1] } }
    /// Those who could not be reached.
    var unreached: Int { failed + noPath }
    /// Those who may still answer.
    var waiting: Int { opened + handedOn + unclear + planned }

    /// The people on one level.
    subscript(level: ReachLevel) -> Int {
        switch level {
        case .answered: answered
        case .opened: opened
        case .handedOn: handedOn
        case .unclear: unclear
        case .planned: planned
        case .failed: failed
        case .noPath: noPath
        }
    }
}

extension ReachLevel {
    /// The level's name.
    var words: LocalizedText {
        switch self {
        case .answered: Catalogue.Reach.answered
        case .opened: Catalogue.Reach.opened
        case .handedOn: Catalogue.Reach.handedOn
        case .unclear: Catalogue.Reach.unclear
        case .planned: Catalogue.Reach.planned
        case .failed: Catalogue.Reach.failed
        case .noPath: Catalogue.Reach.noPath
        }
    }

    /// What the level means, and what it doesn't.
    var meaning: LocalizedText {
        switch self {
        case .answered: Catalogue.Reach.answeredMeaning
        case .opened: Catalogue.Reach.openedMeaning
        case .handedOn: Catalogue.Reach.handedOnMeaning
        case .unclear: Catalogue.Reach.unclearMeaning
        case .planned: Catalogue.Reach.plannedMeaning
        case .failed: Catalogue.Reach.failedMeaning
        case .noPath: Catalogue.Reach.noPathMeaning
        }
    }

    /// The level as a status.
    var shape: StatusShape {
        switch self {
        case .answered: .ok
        case .opened: .half
        case .handedOn, .unclear, .planned: .wait
        case .failed, .noPath: .void
        }
    }

    /// The step of the colour scale, and the pattern above it where the level leaves the scale.
    fileprivate var fill: (name: HTML, pattern: HTML?) {
        switch self {
        case .answered: ("f3", nil)
        case .opened: ("f2", nil)
        case .handedOn: ("f1", nil)
        case .unclear: ("f1", "url(#h)")
        case .planned: ("f0", nil)
        case .failed: ("fb", "url(#h)")
        case .noPath: ("fv", "url(#k)")
        }
    }
}

/// The bar of all levels: widths are SVG attributes, because the page's policy allows no inline style.
func reachBar(_ counts: ReachCounts, _ reader: Reader) -> HTML {
    var bars = HTML.empty
    var lines = HTML.empty
    var seen = 0
    for level in ReachLevel.allCases where counts[level] > 0 {
        let start = share(seen, of: counts.total)
        seen += counts[level]
        let end = share(seen, of: counts.total)
        let fill = level.fill
        bars.append(bar(fill.name, start, end))
        if let pattern = fill.pattern {
            bars.append(
                #"<rect fill="\#(pattern)" x="\#(percent(start))" width="\#(percent(end - start))" height="100%"/>"#)
        }
        if seen < counts.total {
            lines.append(#"<line class="hx" x1="\#(percent(end))" x2="\#(percent(end))" y2="100%"/>"#)
        }
    }
    return """
        <svg class="reach" id="reach" data-live role="img" aria-label="\(reader(Catalogue.Reach.bar(reader.people(counts.total))))">\
        <defs><pattern id="h" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
        <path d="M0 0v7" class="hx"/></pattern><pattern id="k" width="6" height="6" patternUnits="userSpaceOnUse">\
        <path d="M0 0 6 6M6 0 0 6" class="hx"/></pattern></defs>\(bars)\(lines)</svg>

        """
}

/// The list that means the same as the bar; each level leads to its people.
func reachScale(_ counts: ReachCounts, people: Address, _ reader: Reader) -> HTML {
    let items: [HTML] = ReachLevel.allCases.map { level in
        let fill = level.fill
        let pattern: HTML? = fill.pattern.map { #"<rect fill="\#($0)" width="100%" height="100%"/>"# }
        return """
            <li><svg aria-hidden="true"><rect class="\(fill.name)" width="100%" height="100%"/>\(pattern)</svg>\
            <a href="\(people.adding("s", level.rawValue))">\(reader(level.words))</a>\
            <b>\(reader.people(counts[level]))</b><small class="meta">\(reader(level.meaning))</small></li>

            """
    }
    return #"<ul class="scale" id="scale" data-live>\#(items)</ul>"# + "\n"
}

/// A small bar in a table: how much of the whole has answered.
func miniBar(_ part: Int, of whole: Int) -> HTML {
    """
    <svg class="mini" aria-hidden="true"><rect class="f3" width="\(percent(share(part, of: whole)))" height="100%"/></svg>
    """
}

private func bar(_ name: HTML, _ start: Int, _ end: Int) -> HTML {
    #"<rect class="\#(name)" x="\#(percent(start))" width="\#(percent(end - start))" height="100%"/>"#
}

/// Hundredths of a percent; bars start where the one before ends, so rounding leaves no gap.
private func share(_ part: Int, of whole: Int) -> Int {
    whole > 0 ? part * 10_000 / whole : 0
}

private func percent(_ hundredths: Int) -> String {
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
}
