import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The compose form between request, page and draft. Nothing typed is ever lost: the pickers carry it along in hidden
/// fields, and it is checked when it is saved.
struct ComposeForm: Sendable {
    /// The most characters of a question of one's own.
    private static let longestQuestion = 100
    /// The most characters of one of its choices.
    private static let longestChoice = 40

    var values: ComposeValues
    /// What was chosen and is not there any more: it fell out of the form.
    private(set) var gone = GoneTargets()

    /// A new one.
    init() {
        values = ComposeValues()
    }

    /// What a browser sent.
    init(_ fields: FormData, _ names: TargetNames) {
        func chosen(_ kind: PickKind) -> [ChosenTarget] {
            fields.all(kind.rawValue).compactMap { names.chosen(kind, $0) }
        }
        values = ComposeValues()
        values.kind = fields["kind"].flatMap(BroadcastKind.init(rawValue:)) ?? .safety
        values.regions = names.regionTargets(fields.all("region"))
        values.departments = chosen(.department)
        values.locations = chosen(.location)
        gone.departments = fields.all("department").count - values.departments.count
        gone.locations = fields.all("location").count - values.locations.count
        // The addresses can only be ticked where regions are chosen.
        if !fields.all("region").isEmpty { values.addresses = Set(fields.all("address").compactMap(AddressKind.init)) }
        values.roles = Set(fields.all("role").compactMap(Role.init(rawValue:)))
        values.everyone = fields["everyone"] != nil
        values.needs = fields.all("needs").compactMap(ReadinessFlag.init(rawValue:))
        values.people = fields["people"] ?? ""
        values.subject = fields["subject"] ?? ""
        values.body = fields["body"] ?? ""
        values.answerHours = fields["answerPeriod"] ?? values.answerHours
        values.isUrgent = fields["urgent"] != nil
        values.asksAttendance = fields["asksAttendance"] != nil
        values.asksComment = fields["asksComment"] != nil
        values.questions = (1...3).map {
            QuestionValue(text: fields["question\($0)"] ?? "", choices: fields["choices\($0)"] ?? "")
        }
    }

    /// A stored broadcast.
    init(_ broadcast: Broadcast, people: [String], _ names: TargetNames) {
        values = ComposeValues()
        values.kind = BroadcastKind(broadcast)
        var regions: [String] = []
        for target in broadcast.targets {
            switch target {
            case .everyone: values.everyone = true
            case .department(let id): values.departments += [names.chosen(.department, "\(id)")].compactMap(\.self)
            case .location(let id): values.locations += [names.chosen(.location, "\(id)")].compactMap(\.self)
            case .role(let role): if let role = Role(stored: role) { values.roles.insert(role) }
            case .person: break
            case .readiness(let flag): values.needs.append(flag)
            case .region(let code, let kinds, _):
                regions.append("\(code)")
                values.addresses = Set(kinds.map(AddressKind.init))
            case .prefecture(let code, let kinds, _), .prefectureWithoutRegion(let code, let kinds, _):
                regions.append("p\(code)")
                values.addresses = Set(kinds.map(AddressKind.init))
            }
        }
        values.regions = names.regionTargets(regions)
        values.people = people.joined(separator: "\n")
        values.subject = broadcast.subject
        values.body = broadcast.body
        values.answerHours = String(broadcast.answerPeriod.inMilliseconds / 3_600_000)
        values.isUrgent = broadcast.kind == .announcement && broadcast.isUrgent
        if broadcast.kind == .safetyCheck {
            values.asksAttendance = broadcast.form.asksAttendance
            values.asksComment = broadcast.form.allowsComment
        }
        values.questions = broadcast.form.questions.map {
            QuestionValue(text: $0.text, choices: $0.choices.joined(separator: "\n"))
        }
    }

    /// What is chosen of one kind.
    subscript(kind: PickKind) -> [ChosenTarget] {
        get {
            switch kind {
            case .region: values.regions
            case .department: values.departments
            case .location: values.locations
            }
        }
        set {
            switch kind {
            case .region: values.regions = newValue
            case .department: values.departments = newValue
            case .location: values.locations = newValue
            }
        }
    }

    /// What a draft keeps while it is not complete.
    init(typed text: String, _ names: TargetNames) {
        self.init(FormData(urlencoded: Array(text.utf8)), names)
    }

    /// Everything that is in the form, for a draft that is not complete.
    var typed: String {
        fields.map { "\(PercentCoding.encode($0.0))=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
    }

    /// The form as hidden fields, for the picker of one kind: what was chosen before is kept beside the new ticks.
    func hidden(picking kind: PickKind) -> [HiddenField] {
        fields.map { HiddenField(name: $0.0 == kind.rawValue ? "kept" : $0.0, value: $0.1) }
    }

    private var fields: [(String, String)] {
        var fields: [(String, String)] = [
            ("kind", values.kind.rawValue), ("people", values.people), ("subject", values.subject),
            ("body", values.body), ("answerPeriod", values.answerHours),
        ]
        if values.isUrgent { fields.append(("urgent", "1")) }
        for other in PickKind.allCases {
            fields += self[other].map { (other.rawValue, $0.value) }
        }
        fields += values.addresses.map { ("address", $0.rawValue) } + values.roles.map { ("role", $0.rawValue) }
        if values.everyone { fields.append(("everyone", "1")) }
        fields += values.needs.map { ("needs", $0.rawValue) }
        if values.asksAttendance { fields.append(("asksAttendance", "1")) }
        if values.asksComment { fields.append(("asksComment", "1")) }
        for (index, question) in values.questions.enumerated() {
            fields += [("question\(index + 1)", question.text), ("choices\(index + 1)", question.choices)]
        }
        return fields
    }

    /// The named people's login IDs.
    var loginIDs: [String] {
        values.people.split(whereSeparator: \.isNewline).map { line in
            let text = line.filter { !$0.isWhitespace }
            do throws(InvalidInput) {
                return try LoginID(text).description
            } catch {
                return text
            }
        }.filter { !$0.isEmpty }
    }

    /// The targets that were chosen by other means than an ID.
    var targets: [Target] {
        if values.everyone { return [.everyone] }
        let kinds = Set(values.addresses.map(Profiles.AddressKind.init))
        var targets: [Target] = values.regions.compactMap { region in
            region.value.hasPrefix("p")
                ? PrefectureCode(region.value.dropFirst()).map { .prefecture($0, kinds, intensity: "") }
                : JMARegionCode(region.value).map { .region($0, kinds, intensity: "") }
        }
        targets += values.departments.compactMap { DepartmentID($0.value).map(Target.department) }
        targets += values.locations.compactMap { Int64($0.value).map(Target.location) }
        targets += values.roles.map { .role($0.rawValue) }
        targets += values.needs.map(Target.readiness)
        return targets
    }

    /// The broadcast, if everything fits.
    ///
    /// - Throws: `InvalidInput` that names each field that was refused.
    func draft(_ settings: TenantSettings, named: [Target], errors earlier: [FieldError]) throws(InvalidInput)
        -> BroadcastDraft
    {
        var errors = earlier
        if !values.regions.isEmpty, values.addresses.isEmpty, !values.everyone {
            errors.append(
                FieldError(
                    field: "targets", rule: "addresses",
                    message: LocalizedText(ja: "地域で選ぶ住所を1つ以上選んでください。", en: "Choose at least one kind of address.")))
        }
        let form =
            values.kind == .bulletin
            ? AnswerForm(questions: questions(&errors))
            : AnswerForm(
                choices: settings.answerChoices, asksAttendance: values.asksAttendance,
                allowsComment: values.asksComment)
        do throws(InvalidInput) {
            let draft = try BroadcastDraft(
                kind: values.kind == .bulletin ? .announcement : .safetyCheck, isDrill: values.kind == .drill,
                isUrgent: values.kind == .bulletin && values.isUrgent, subject: values.subject, body: values.body,
                form: form, targets: targets + named,
                answerPeriod: .seconds((WholeNumber.read(values.answerHours) ?? 0) * 3_600))
            guard errors.isEmpty else { throw InvalidInput(errors) }
            return draft
        } catch {
            // Unknown IDs are worth saying; that there is nobody else is not.
            let isNamedWrong = earlier.contains { $0.field == "people" }
            throw InvalidInput(
                Self.merged(errors, error.errors.filter { !(isNamedWrong && $0.field == "targets") }))
        }
    }

    private static func merged(_ first: [FieldError], _ second: [FieldError]) -> [FieldError] {
        first + second.filter { !first.contains($0) }
    }

    private func questions(_ errors: inout [FieldError]) -> [AnswerForm.Question] {
        var questions: [AnswerForm.Question] = []
        for (index, value) in values.questions.enumerated() {
            let number = index + 1
            let text = value.text.trimmed
            let choices = value.choices.split(whereSeparator: \.isNewline).map { String($0).trimmed }
                .filter { !$0.isEmpty }
            func refuse(_ field: String, _ rule: String, ja: String, en: String) {
                errors.append(FieldError(field: field, rule: rule, message: LocalizedText(ja: ja, en: en)))
            }
            if text.isEmpty {
                if !choices.isEmpty {
                    refuse(
                        "question\(number)", "missing", ja: "選択肢だけがあります。質問を入力してください。",
                        en: "There are choices only. Please type the question.")
                }
                continue
            }
            if text.count > Self.longestQuestion {
                refuse(
                    "question\(number)", "tooLong", ja: "質問は\(Self.longestQuestion)文字以内にしてください。",
                    en: "Use at most \(Self.longestQuestion) characters for a question.")
            }
            if choices.count == 1 || choices.count > 5 || Set(choices).count != choices.count {
                refuse(
                    "choices\(number)", "count", ja: "選択肢は、重なりのない2〜5個にするか、空欄にしてください。",
                    en: "Give 2 to 5 different choices, or none.")
            }
            if choices.contains(where: { $0.count > Self.longestChoice }) {
                refuse(
                    "choices\(number)", "tooLong", ja: "選択肢は1つ\(Self.longestChoice)文字以内にしてください。",
                    en: "Use at most \(Self.longestChoice) characters for a choice.")
            }
            questions.append(AnswerForm.Question(code: "q\(number)", text: text, choices: choices))
        }
        return questions
    }
}

extension BroadcastKind {
    /// What a stored broadcast is for.
    init(_ broadcast: Broadcast) {
        self =
            switch (broadcast.kind, broadcast.isDrill) {
            case (.announcement, _): .bulletin
            case (.safetyCheck, true): .drill
            case (.safetyCheck, false): .safety
            }
    }
}

extension AddressKind {
    /// The address of a profile.
    init(_ kind: Profiles.AddressKind) {
        switch kind {
        case .work: self = .work
        case .home: self = .home1
        case .secondHome: self = .home2
        }
    }
}

extension Profiles.AddressKind {
    /// The address that a page calls so.
    init(_ kind: Web.AddressKind) {
        switch kind {
        case .work: self = .work
        case .home1: self = .home
        case .home2: self = .secondHome
        }
    }
}

extension String {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
