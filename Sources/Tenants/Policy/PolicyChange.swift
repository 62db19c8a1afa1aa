package import Database
package import Domain

/// Everything that was decided about one organization's second factors, by whomever.
package struct PolicyFacts: Hashable, Sendable {
    /// What was decided for the organization itself.
    let own: [FromTime<AccessPolicy>]
    /// Whose people it is about.
    let house: EffectivePolicy.House
    /// From when on the installation asks it of everybody; nil for never.
    let mandatory: FromTime<Bool>?

    /// What was decided for an organization or office, in a transaction that may see its rows.
    ///
    /// - Throws: `DatabaseError`.
    package static func load(_ tenant: TenantID, in transaction: Transaction) throws -> PolicyFacts {
        try PolicyStore.facts(of: tenant, in: transaction)
    }

    /// What holds at a time.
    package func policy(at time: Instant) -> EffectivePolicy {
        EffectivePolicy(own: own, house, mandatoryFrom: mandatory?.effectiveAt, at: time)
    }

    /// What will hold next; nil if nothing was decided ahead that makes a difference.
    func next(after now: Instant) -> FromTime<AccessPolicy>? {
        change(after: now).map { FromTime(AccessPolicy($0.after), from: $0.from, decidedAt: $0.decidedAt) }
    }

    /// The next time at which something else is asked of people; nil if nothing was decided ahead, or if what was
    /// decided makes no difference, such as a client's policy under an office that uses no second factors (R-052).
    package func change(after now: Instant) -> PolicyChange? {
        let before = policy(at: now)
        for step in steps.filter({ $0.from > now }).sorted(by: { $0.from < $1.from }) {
            let after = policy(at: step.from)
            if after.asked != before.asked {
                return PolicyChange(from: step.from, decidedAt: step.decidedAt, before: before, after: after)
            }
        }
        return nil
    }

    /// The first time from which these facts ask something else than others do; nil if they never do.
    func change(from old: PolicyFacts, since start: Instant) -> PolicyChange? {
        let times = (steps + old.steps).map(\.from).filter { $0 > start }
        for time in [start] + times.sorted() {
            let (before, after) = (old.policy(at: time), policy(at: time))
            if before.asked != after.asked {
                return PolicyChange(from: time, decidedAt: start, before: before, after: after)
            }
        }
        return nil
    }

    /// When something begins, by whomever it was decided.
    private var steps: [(from: Instant, decidedAt: Instant)] {
        var steps = own.map { (from: $0.effectiveAt, decidedAt: $0.decidedAt) }
        switch house {
        case .alone: break
        case .client(let uses), .office(let uses):
            steps += uses.map { (from: $0.effectiveAt, decidedAt: $0.decidedAt) }
        }
        if let mandatory { steps.append((from: mandatory.effectiveAt, decidedAt: mandatory.decidedAt)) }
        return steps
    }
}

extension AccessPolicy {
    /// What holds, whoever decided it.
    init(_ holds: EffectivePolicy) {
        self.init(usesSecondFactor: holds.usesSecondFactor, exemption: holds.exemption)
    }

    /// What people notice of it: nil where no second factor is used, otherwise what goes without.
    var asked: Exemption? { usesSecondFactor ? exemption : nil }
}

extension EffectivePolicy {
    /// What people notice of it, whoever decided it.
    fileprivate var asked: Exemption? { AccessPolicy(self).asked }
}

/// A decision ahead: from a time on, something else is asked of people at their login (R-059).
package struct PolicyChange: Hashable, Sendable {
    /// From when on.
    package let from: Instant
    /// When it was decided.
    package let decidedAt: Instant
    /// What holds until then.
    package let before: EffectivePolicy
    /// What holds from then on.
    package let after: EffectivePolicy

    /// Whether somebody without a second factor can do less from then on.
    package var asksMore: Bool {
        guard after.usesSecondFactor else { return false }
        guard before.usesSecondFactor else { return true }
        let order = Exemption.Answering.allCases
        let (old, new) = (before.exemption, after.exemption)
        return (old.viewsOwn && !new.viewsOwn)
            || (order.firstIndex(of: new.answering) ?? 0) < (order.firstIndex(of: old.answering) ?? 0)
    }

    /// The news about it (R-192).
    ///
    /// - Parameter names: Whether the zone is said, because whoever reads it may be in another.
    func news(in zone: String, names: Bool = false) -> NewsItem {
        let words = PolicyChangeWords(after, from: from, zone: zone, names: names)
        let title = after.usesSecondFactor == before.usesSecondFactor ? words.otherTitle : words.title
        return NewsItem(
            id: NewsID(rawValue: from.milliseconds), title: title, body: words.body, from: decidedAt, until: from,
            asksForFactor: asksMore)
    }

    /// What people read who will need a second factor and have none.
    package func warning(in zone: String) -> LocalizedText {
        PolicyChangeWords(after, from: from, isAtOnce: isAtOnce, zone: zone).warning
    }

    /// Whether it held as soon as it was decided.
    var isAtOnce: Bool { from <= decidedAt }
}

/// Says what will be asked of people.
struct PolicyChangeWords {
    private let isUsed: Bool
    private let exemption: Exemption
    private let isForEverybody: Bool
    private let isAtOnce: Bool
    private let day: LocalizedText

    /// What holds from a time on.
    init(_ after: EffectivePolicy, from: Instant, isAtOnce: Bool = false, zone: String, names: Bool = false) {
        self.init(
            isUsed: after.usesSecondFactor, after.exemption, isForEverybody: after.reason == .installation, from: from,
            isAtOnce: isAtOnce, zone: zone, names: names)
    }

    init(
        isUsed: Bool, _ exemption: Exemption, isForEverybody: Bool = false, from: Instant,
        isAtOnce: Bool = false, zone: String, names: Bool = false
    ) {
        self.isAtOnce = isAtOnce
        self.isUsed = isUsed
        self.exemption = exemption
        self.isForEverybody = isForEverybody
        let days = DayFormat(timeZone: zone)
        let isMidnight = days.startOfDay(from) == from
        let text = (isMidnight ? days.text(from) : days.minute(from)).replacing("-", with: "/")
        day = LocalizedText(
            ja: names ? "\(text)（日本時間）" : text, en: names ? "\(text) (Japan time)" : text)
    }

    var title: LocalizedText {
        if isAtOnce {
            return isUsed
                ? LocalizedText(ja: "ログインに2要素認証が必要になりました", en: "Logins need a second factor")
                : LocalizedText(ja: "ログインの2要素認証がなくなりました", en: "Logins need no second factor")
        }
        return isUsed
            ? LocalizedText(
                ja: "\(day[.japanese])から、ログインに2要素認証が必要になります", en: "From \(day[.english]), logins need a second factor")
            : LocalizedText(
                ja: "\(day[.japanese])から、ログインの2要素認証がなくなります", en: "From \(day[.english]), logins need no second factor")
    }

    /// What was announced for a day and will not be.
    var takenBack: LocalizedText {
        LocalizedText(
            ja: "\(day[.japanese])からの変更は取りやめになり、それまでの設定が続きます。",
            en: "What was announced for \(day[.english]) will not happen. What holds before goes on.")
    }

    var otherTitle: LocalizedText {
        isAtOnce
            ? LocalizedText(
                ja: "2要素認証なしでできることが変わりました", en: "Less or more works without a second factor")
            : LocalizedText(
                ja: "\(day[.japanese])から、2要素認証なしでできることが変わります",
                en: "From \(day[.english]), less or more works without a second factor")
    }

    var body: LocalizedText {
        guard isUsed else {
            return LocalizedText(
                ja: "パスワードだけでログインできるようになります。設定してある2要素認証は、そのまま残ります。",
                en: "A password is enough then. Second factors that are set stay as they are.")
        }
        return LocalizedText(
            ja: """
                パスワードのほかに、認証アプリなどでの確認が必要です。\(everybody[.japanese])\(advice[.japanese])
                \(without[.japanese])
                """,
            en: """
                Beside the password, something more is shown, such as a code of an authenticator app.\
                \(everybody[.english]) \(advice[.english])
                \(without[.english])
                """)
    }

    private var everybody: LocalizedText {
        isForEverybody
            ? LocalizedText(ja: "これまでの設定にかかわらず、すべての方が対象です。", en: " This applies to everybody, whatever was set before.")
            : LocalizedText(ja: "", en: "")
    }

    /// What to do before, and what happens to whoever does not.
    private var advice: LocalizedText {
        isAtOnce
            ? LocalizedText(
                ja: "設定していない方は、次のログインで設定の画面が出ます。", en: "Whoever has none is asked to set one up at the next login.")
            : LocalizedText(
                ja: "それまでに設定してください。設定していない方は、その後の最初のログインで設定の画面が出ます。",
                en: "Please set one up before. Whoever has none is asked to at the first login after that.")
    }

    /// What is needed, and what to do before.
    var warning: LocalizedText {
        let need =
            isAtOnce
            ? LocalizedText(
                ja: "ログインするときに、パスワードのほかに2要素認証（認証アプリなど）が必要になりました。",
                en: "A login needs a second factor by now, such as an authenticator app, beside the password.")
            : LocalizedText(
                ja: "\(day[.japanese])から、ログインするときに、パスワードのほかに2要素認証（認証アプリなど）が必要になります。",
                en:
                    "From \(day[.english]) on, a login needs a second factor, such as an authenticator app, beside the password."
            )
        return LocalizedText(
            ja: need[.japanese] + everybody[.japanese] + advice[.japanese],
            en: "\(need[.english])\(everybody[.english]) \(advice[.english])")
    }

    /// What goes without a code. Links in messages always work.
    var without: LocalizedText {
        var japanese = ["メールの回答リンクからの回答"]
        var english = ["answering by the link in a message"]
        if exemption.answering != .none {
            japanese.append("安否の回答")
            english.append("answering safety checks")
        }
        if exemption.viewsOwn {
            japanese.append("自分の状況の閲覧")
            english.append("viewing one's own status")
        }
        if exemption.answering == .answerAndEdit {
            japanese.append("パソコンでの連絡先の変更")
            english.append("changing one's own contacts on a computer")
        }
        return LocalizedText(
            ja: "2要素認証なしでできること：\(japanese.joined(separator: "、"))。",
            en: "What works without: \(english.joined(separator: ", ")).")
    }
}

/// What was decided for an organization, on its way to its administrators.
package struct PolicyDecision: Hashable, Sendable {
    /// The decision as a whole sentence.
    package let sentence: LocalizedText

    /// A decision in these words.
    package init(sentence: LocalizedText) {
        self.sentence = sentence
    }

    /// What nobody has told the administrators yet. From now on somebody has: whoever calls this tells them in the same
    /// transaction.
    ///
    /// - Throws: `DatabaseError`.
    package static func takeUntold(of tenant: TenantID, in transaction: Transaction) throws -> [PolicyDecision] {
        let untold = try PolicyStore.takeUntold(of: tenant, in: transaction)
        let untoldOfOffice = try PolicyStore.takeUntold(of: OfficeHouse.office(of: tenant), in: transaction)
        if untold.isEmpty, untoldOfOffice.isEmpty { return [] }
        let steps = try PolicyStore.steps(of: tenant, in: transaction).sorted { $0.effectiveAt < $1.effectiveAt }
        let zone = try ReadSettings.load(tenant, in: transaction).timeZone
        return untoldOfOffice.map { ofOffice($0, in: zone) }
            + untold.map { step in
                let before = steps.last { $0.effectiveAt < step.effectiveAt }?.value
                let words = PolicyChangeWords(
                    isUsed: step.value.usesSecondFactor, step.value.exemption, from: step.effectiveAt,
                    isAtOnce: step.effectiveAt <= step.decidedAt, zone: zone)
                // Whether a second factor is used at all, or only what goes without one.
                let isOther = step.value.usesSecondFactor && before?.usesSecondFactor == true
                let title = isOther ? words.otherTitle : words.title
                let body = isOther ? words.without : words.body
                return PolicyDecision(
                    sentence: LocalizedText(
                        ja: "2要素認証についての設定が変更されました。\n\(title[.japanese])。\n\(body[.japanese])",
                        en: "What is asked for at a login was changed.\n\(title[.english]).\n\(body[.english])"))
            }
    }

    /// What an office decided for its own people, which decides what its clients can use (R-052).
    private static func ofOffice(_ step: FromTime<Bool>, in zone: String) -> PolicyDecision {
        let words = PolicyChangeWords(
            isUsed: step.value, .none, from: step.effectiveAt, isAtOnce: step.effectiveAt <= step.decidedAt, zone: zone)
        let clients =
            step.value
            ? LocalizedText(ja: "事業所ごとの設定ができます。", en: "Organizations can be set now.")
            : LocalizedText(
                ja: "すべての事業所でも2要素認証を求めなくなります。心当たりがない場合は、すぐに設定を確認してください。",
                en:
                    "None of the office's organizations are asked for it then either. If you did not expect this, check the setting at once."
            )
        return PolicyDecision(
            sentence: LocalizedText(
                ja: "事務所の2要素認証の設定が変更されました。\n\(words.title[.japanese])。\n\(clients[.japanese])",
                en: "The office's second factor was changed.\n\(words.title[.english]).\n\(clients[.english])"))
    }
}
