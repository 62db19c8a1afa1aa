import Domain
import Notify
import Profiles
import Tenants

extension ResultsPage {
    /// The results of a broadcast at one instant.
    init(
        _ broadcast: Broadcast, _ snapshot: BroadcastSnapshot, names: TargetNames, author: BroadcastAuthor,
        unreached lines: [RecipientLine], asOf: Instant, isLive: Bool
    ) {
        let choices = broadcast.form.choices
        // The numbers may be a second old; where it stands was just read.
        let isSending = snapshot.isSending(broadcast.status)
        self.init(
            id: "\(broadcast.id)", subject: broadcast.subject(for: names.language), kind: BroadcastKind(broadcast),
            state: BroadcastState(broadcast.status),
            startedAt: broadcast.startsAt ?? broadcast.createdAt,
            origin: BroadcastOrigin(author), targets: names.shortWords(broadcast.targets),
            asOf: asOf, callOffUntil: broadcast.status == .waiting ? broadcast.startsAt : nil, isLive: isLive,
            reach: ReachCounts(snapshot.total),
            answers: choices.map {
                AnswerCount(answer: AnswerBadge($0), people: snapshot.total.statuses[$0.code] ?? 0)
            },
            progress: SendingProgress(snapshot, isSending: isSending),
            departments: Self.departments(snapshot, choices, names),
            prefectures: Self.prefectures(snapshot, choices),
            unreached: lines.map { UnreachedPerson($0, names.language) },
            isCounting: snapshot.isExpanding || broadcast.status == .waiting,
            withoutPrefecture: snapshot.prefectures[nil]?.people ?? 0)
    }

    /// Lowest rate first, so that whom to look after stands on top.
    private static func departments(
        _ snapshot: BroadcastSnapshot, _ choices: [Tenants.AnswerChoice], _ names: TargetNames
    ) -> [DepartmentResult] {
        let known = Dictionary(names.departments.map { ($0.id, $0.name) }) { first, _ in first }
        return snapshot.departments.map { id, tally in
            DepartmentResult(
                id: id.map { "\($0)" } ?? "",
                name: id.flatMap { known[$0] } ?? Catalogue.Results.noDepartment[names.language],
                answered: tally.count(.answered), asked: tally.people, hurt: tally.hurt(choices),
                unreached: tally.count(.noPath) + tally.count(.failed))
        }.sorted { left, right in
            let (one, other) = (left.answered * right.asked, right.answered * left.asked)
            return one == other ? (left.name, left.id) < (right.name, right.id) : one < other
        }
    }

    private static func prefectures(
        _ snapshot: BroadcastSnapshot, _ choices: [Tenants.AnswerChoice]
    ) -> [PrefectureResult] {
        let grave = Set(choices.filter { $0.severity == .urgent }.map(\.code))
        return snapshot.prefectures.compactMap { code, tally in
            guard let code, let number = Int(code) else { return nil }
            return PrefectureResult(
                code: number, answered: tally.count(.answered), asked: tally.people,
                hasGrave: tally.statuses.contains { grave.contains($0.key) && $0.value > 0 })
        }.sorted { left, right in
            let (one, other) = (left.answered * right.asked, right.answered * left.asked)
            return one == other ? left.code < right.code : one < other
        }
    }
}

extension BroadcastSnapshot {
    /// How the regions of one prefecture stand, those with the lowest rate first; at the end those people of the
    /// prefecture whose region is not known.
    func regions(
        of known: [Region], _ prefecture: PrefectureCode, _ form: AnswerForm, _ language: Language
    ) -> [RegionResult] {
        let grave = Set(form.choices.filter { $0.severity == .urgent }.map(\.code))
        func result(_ code: String?, _ name: String, _ tally: Tally) -> RegionResult {
            RegionResult(
                code: code, name: name, answered: tally.count(.answered), asked: tally.people,
                hasGrave: tally.statuses.contains { grave.contains($0.key) && $0.value > 0 })
        }
        let results = known.compactMap { region in
            regions[region.code.description].map { result(region.code.description, region.name[language], $0) }
        }.filter { $0.asked > 0 }.sorted { left, right in
            let (one, other) = (left.answered * right.asked, right.answered * left.asked)
            return one == other ? (left.code ?? "") < (right.code ?? "") : one < other
        }
        guard let all = prefectures[prefecture.description] else { return results }
        let rest = all.people - results.reduce(0) { $0 + $1.asked }
        guard rest > 0 else { return results }
        let answered = all.count(.answered) - results.reduce(0) { $0 + $1.answered }
        return results + [
            RegionResult(
                code: nil, name: Catalogue.Results.noRegion[language], answered: answered, asked: rest, hasGrave: false)
        ]
    }

    /// Whether somebody is still to be found or asked.
    func isSending(_ status: BroadcastStatus) -> Bool {
        status == .waiting
            || status == .open
                && (isExpanding || total.count(.planned) > 0 || progress.values.contains { $0.open > 0 })
    }
}

extension BroadcastSnapshot.Tally {
    /// People whose answer asks for somebody's attention.
    func hurt(_ choices: [Tenants.AnswerChoice]) -> Int {
        choices.filter { $0.severity != .good }.reduce(0) { $0 + (statuses[$1.code] ?? 0) }
    }
}

extension ReachCounts {
    /// People by level.
    init(_ tally: BroadcastSnapshot.Tally) {
        self.init(
            answered: tally.count(.answered), opened: tally.count(.fetched), handedOn: tally.count(.handedOn),
            unclear: tally.count(.unclear), planned: tally.count(.planned), failed: tally.count(.failed),
            noPath: tally.count(.noPath))
    }
}

extension ReachLevel {
    /// The level that the engine counts.
    init(_ level: RecipientLevel) {
        switch level {
        case .noPath: self = .noPath
        case .planned: self = .planned
        case .failed: self = .failed
        case .unclear: self = .unclear
        case .handedOn: self = .handedOn
        case .fetched: self = .opened
        case .answered: self = .answered
        }
    }

    /// The level as the engine counts it.
    var recorded: RecipientLevel {
        switch self {
        case .noPath: .noPath
        case .planned: .planned
        case .failed: .failed
        case .unclear: .unclear
        case .handedOn: .handedOn
        case .opened: .fetched
        case .answered: .answered
        }
    }
}

extension SendingProgress {
    /// What the attempts amount to.
    init(_ snapshot: BroadcastSnapshot, isSending: Bool) {
        let mails = snapshot.progress[.mail]?.states ?? [:]
        let calls = snapshot.progress[.voice]?.states ?? [:]
        let neverMade: Set<AttemptState> = [.cancelled, .expired]
        let stillToCome: Set<AttemptState> = [.planned, .claimed]
        self.init(
            mailsPlanned: mails.filter { !neverMade.contains($0.key) }.values.reduce(0, +),
            mailsHandedOn: mails[.accepted] ?? 0,
            callsMade: calls.filter { !neverMade.contains($0.key) && !stillToCome.contains($0.key) }.values
                .reduce(0, +),
            callsLeft: calls.filter { stillToCome.contains($0.key) }.values.reduce(0, +),
            ends: snapshot.expectedEnd, finished: snapshot.finishedAt, isSending: isSending,
            waits: isSending ? Self.waits(snapshot) : [])
    }

    private static func waits(_ snapshot: BroadcastSnapshot) -> [SendingWait] {
        Channel.ofBroadcasts.flatMap { channel -> [SendingWait] in
            guard let part = snapshot.progress[channel] else { return [] }
            return part.waiting.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.compactMap { word, count in
                guard let reason = AttemptReason(word), reason.words != nil else { return nil }
                return SendingWait(
                    isMail: channel == .mail, attempts: count,
                    reason: LocalizedText(ja: reason.line(.japanese), en: reason.line(.english)),
                    until: part.waitsUntil)
            }
        }
    }
}

extension UnreachedPerson {
    /// Somebody on the lowest levels of the scale.
    init(_ line: RecipientLine, _ language: Language) {
        let reason = line.endReason.flatMap(CannotBeAsked.init(rawValue:))
        self.init(
            id: "\(line.person)", name: line.name(in: language), department: line.department ?? "",
            reason: reason.map(UnreachableReason.init),
            last: line.lastReason.map(AttemptOutcome.init(lastReason:)), at: line.lastAt,
            ended: line.endReason.flatMap(StopReason.init(rawValue:))?.words)
    }
}

extension AnswerBadge {
    /// One of an organization's answers.
    init(_ choice: Tenants.AnswerChoice) {
        self.init(words: LocalizedText(ja: choice.ja, en: choice.en), severity: Severity(choice.severity))
    }
}
