import Domain
import Notify
import Profiles
import Tenants

extension JSON {
    /// A broadcast; its targets only where they were read.
    init(_ broadcast: Broadcast, showsTargets: Bool) {
        var members: [(String, JSON)] = [
            ("id", JSON(broadcast.id)), ("kind", .text(broadcast.kind.rawValue)),
            ("isDrill", JSON(broadcast.isDrill)), ("isUrgent", JSON(broadcast.isUrgent)),
            ("status", .text(broadcast.status.rawValue)), ("isUnfinished", JSON(broadcast.isUnfinished)),
            ("subject", .text(broadcast.subject)),
            ("body", .text(broadcast.body)), ("form", JSON(broadcast.form)),
            ("createdBy", .text(broadcast.createdBy)), ("createdAt", JSON(broadcast.createdAt)),
            ("startsAt", JSON(broadcast.startsAt)), ("closesAt", JSON(broadcast.closesAt)),
            ("endedAt", JSON(broadcast.endedAt)), ("rounds", JSON(broadcast.rounds)),
            ("answerPeriod", JSON(broadcast.answerPeriod)),
        ]
        if showsTargets { members.append(("targets", .array(broadcast.targets.map { JSON($0) }))) }
        self = .object(members)
    }

    /// Who is asked.
    init(_ target: Target) {
        func places(_ kind: JSON, _ code: String, _ addresses: Set<Profiles.AddressKind>) -> JSON {
            [
                "kind": kind, "value": .text(code),
                "addresses": .array(
                    Profiles.AddressKind.allCases.filter(addresses.contains).map { .text($0.rawValue) }),
            ]
        }
        switch target {
        case .everyone: self = ["kind": "everyone"]
        case .department(let id): self = ["kind": "department", "value": JSON(id)]
        case .location(let id): self = ["kind": "location", "value": .text(String(id))]
        case .role(let role): self = ["kind": "role", "value": .text(role)]
        case .person(let id): self = ["kind": "person", "value": JSON(id)]
        case .region(let code, let kinds, _): self = places("region", code.description, kinds)
        case .prefecture(let code, let kinds, _): self = places("prefecture", code.description, kinds)
        case .prefectureWithoutRegion(let code, let kinds, _):
            self = places("prefectureWithoutRegion", code.description, kinds)
        case .readiness(let flag): self = ["kind": "readiness", "value": .text(flag.rawValue)]
        }
    }

    /// A duration in whole seconds.
    init(_ duration: Duration) {
        self = .number(duration.components.seconds)
    }
}

/// The words of `kind` of a target.
private enum TargetKind: String, CaseIterable {
    case everyone, department, location, role, person, region, prefecture, prefectureWithoutRegion, readiness
}

extension Target {
    /// The targets in a body, or nil for one that names nothing.
    static func sent(_ body: inout JSONBody) -> [Target?] {
        body.objects("targets") { target in
            let kind = target.word("kind", TargetKind.self)
            let value = target.text("value", required: false) ?? ""
            let words = target.words("addresses", Profiles.AddressKind.self, required: false)
            guard let kind else { return nil }
            return Target(kind, value, Set(words ?? Profiles.AddressKind.allCases))
        } ?? []
    }

    private init?(_ kind: TargetKind, _ value: String, _ addresses: Set<Profiles.AddressKind>) {
        let target: Target? =
            switch kind {
            case .everyone: value.isEmpty ? .everyone : nil
            case .department: DepartmentID(canonical: value).map(Target.department)
            case .location: LocationID(canonical: value).map { .location($0.rawValue) }
            case .role: Tenants.Role(rawValue: value).map { .role($0.rawValue) }
            case .person: PersonID(canonical: value).map(Target.person)
            case .region: JMARegionCode(value).map { .region($0, addresses, intensity: "") }
            case .prefecture: PrefectureCode(value).map { .prefecture($0, addresses, intensity: "") }
            case .prefectureWithoutRegion:
                PrefectureCode(value).map { .prefectureWithoutRegion($0, addresses, intensity: "") }
            case .readiness: ReadinessFlag(rawValue: value).map(Target.readiness)
            }
        guard let target else { return nil }
        self = target
    }

    /// The targets, all of which name something.
    ///
    /// - Throws: `InvalidInput` that names each one that does not.
    static func checked(_ targets: [Target?], in table: RegionTable) throws(InvalidInput) -> [Target] {
        let errors = targets.enumerated().compactMap { index, target -> FieldError? in
            let field = "targets[\(index)].value"
            if case .region(let code, _, _) = target, table[code] == nil {
                return FieldError(
                    field: field, rule: "unknown",
                    message: LocalizedText(
                        ja: "この番号の地域はありません。地域を選び直してください。",
                        en: "There is no region of this number. Please choose another."))
            }
            guard target == nil else { return nil }
            return FieldError(
                field: field, rule: "format",
                message: LocalizedText(
                    ja: "相手の指定を読み取れません。番号かコードをご確認ください。",
                    en: "This does not say whom to ask. Please check the number or code."))
        }
        if !errors.isEmpty { throw InvalidInput(errors) }
        return targets.compactMap(\.self)
    }
}

extension BroadcastDraft {
    /// The draft in a body. A safety check without a form asks what the organization's settings say.
    ///
    /// - Throws: `ProblemError` or `InvalidInput`.
    init(_ body: inout JSONBody, _ settings: TenantSettings, _ table: RegionTable) throws {
        let kind = body.word("kind", Notify.BroadcastKind.self)
        let isDrill = body.bool("isDrill", required: false) ?? false
        let isUrgent = body.bool("isUrgent", required: false) ?? false
        let subject = body.text("subject") ?? ""
        let text = body.text("body") ?? ""
        let sentForm = AnswerForm.sent(&body)
        let targets = Target.sent(&body)
        let period = body.number("answerPeriod", in: 0...Int(Int32.max), required: false) ?? 7 * 86_400
        let checkedKind = try body.finished(kind)
        let form = try sentForm?.checked()
        try self.init(
            kind: checkedKind, isDrill: isDrill, isUrgent: isUrgent, subject: subject, body: text,
            form: form ?? (checkedKind == .safetyCheck ? AnswerForm(safetyCheckOf: settings) : nil),
            targets: Target.checked(targets, in: table),
            answerPeriod: .seconds(period))
    }
}
