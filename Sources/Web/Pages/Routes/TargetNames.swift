import Domain
import Notify
import Profiles
import Tenants

/// The names of what can be chosen as target, in the reader's language. Whatever the organization does not have has no
/// name, and falls out of a form.
struct TargetNames: Sendable {
    let regions: RegionTable
    let departments: [CodeList<DepartmentKind>.Entry]
    let locations: [CodeList<LocationKind>.Entry]
    /// Whether addresses have regions by the organization's rule.
    let usesRegions: Bool
    let language: Language

    /// Reads the organization's lists.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    static func load(_ services: PageServices, _ visit: Visit) async throws -> TargetNames {
        let scope = try visit.scope
        return TargetNames(
            regions: services.regions, departments: try await services.broadcasts.departments(scope),
            locations: try await services.broadcasts.locations(scope),
            usesRegions: try await services.facts(scope).settings.regionRule.usesRegions, language: visit.language)
    }

    /// What a value of the form names: a region's code, a prefecture's code after `p`, or a number.
    func chosen(_ kind: PickKind, _ value: String) -> ChosenTarget? {
        let words: String? =
            switch kind {
            case .region:
                value.hasPrefix("p")
                    ? PrefectureCode(value.dropFirst()).flatMap { regions[$0] }.map { whole($0) }
                    : JMARegionCode(value).flatMap { regions[$0]?.name[language] }
            case .department: departments.first { "\($0.id)" == value }?.name
            case .location: locations.first { "\($0.id)" == value }?.name
            }
        return words.map { ChosenTarget(value: value, words: $0) }
    }

    /// The regions of these values as targets: with a rule that knows only prefectures, the prefectures they lie in.
    func regionTargets(_ values: [String]) -> [ChosenTarget] {
        var targets: [ChosenTarget] = []
        for value in values {
            let code = usesRegions ? nil : JMARegionCode(value).flatMap { regions[$0]?.prefecture }
            guard let target = chosen(.region, code.map { "p\($0)" } ?? value), !targets.contains(target) else {
                continue
            }
            targets.append(target)
        }
        return targets
    }

    /// Everything that can be chosen; whole prefectures only where `allowsWhole`, and nothing else as the target of a
    /// broadcast where the organization asks only for prefectures.
    func groups(_ kind: PickKind, chosen: [ChosenTarget], allowsWhole: Bool = true) -> [PickGroup] {
        let values = Set(chosen.map(\.value))
        func choice(_ value: String, _ words: String) -> Choice {
            Choice(value: value, words: words, isChosen: values.contains(value))
        }
        return switch kind {
        case .region where allowsWhole && !usesRegions:
            [PickGroup(title: "", choices: regions.prefectures.map { choice("p\($0.code)", $0.name[language]) })]
        case .region:
            regions.prefectures.map { prefecture in
                PickGroup(
                    title: prefecture.name[language], prefecture: prefecture.code.number,
                    whole: allowsWhole ? choice("p\(prefecture.code)", whole(prefecture)) : nil,
                    choices: regions.regions(of: prefecture.code).map { choice("\($0.code)", $0.name[language]) })
            }
        case .department: [PickGroup(title: "", choices: departments.map { choice("\($0.id)", $0.name) })]
        case .location: [PickGroup(title: "", choices: locations.map { choice("\($0.id)", $0.name) })]
        }
    }

    /// Whom stored targets mean, in the words of the administrator's choices, without named people who were removed.
    func words(_ targets: [Target], leftOut: Int = 0) -> [String] {
        var people = -leftOut
        var words: [String] = []
        for target in targets {
            switch target {
            case .everyone: words.append(Catalogue.Compose.everyone[language])
            case .department(let id): words.append(chosen(.department, "\(id)")?.words ?? "")
            case .location(let id): words.append(chosen(.location, "\(id)")?.words ?? "")
            case .role(let role): words.append(Role(stored: role)?.words[language] ?? role)
            case .person: people += 1
            case .readiness(let flag):
                words.append(Catalogue.Readiness.whoever(Catalogue.Readiness.flag(flag))[language])
            case .region(let code, _, let intensity): words.append(place("\(code)", intensity))
            case .prefecture(let code, _, let intensity), .prefectureWithoutRegion(let code, _, let intensity):
                words.append(place("p\(code)", intensity))
            }
        }
        if people > 0 { words.append(Reader(language: language).people(people)) }
        return words.filter { !$0.isEmpty }
    }

    /// The words of many targets, cut short.
    func shortWords(_ targets: [Target]) -> String {
        let words = words(targets)
        let shown = words.prefix(3).joined(separator: Catalogue.EveryPage.comma[language])
        let more = words.count - 3
        return more > 0 ? shown + Catalogue.Compose.andMore(more)[language] : shown
    }

    private func place(_ value: String, _ intensity: String) -> String {
        let name = chosen(.region, value)?.words ?? ""
        guard let strength = SeismicIntensity(bulletin: intensity) else { return name }
        return "\(name) \(strength.words[language])"
    }

    private func whole(_ prefecture: Profiles.Prefecture) -> String {
        Catalogue.Compose.whole(prefecture.name)[language]
    }
}

extension SeismicIntensity {
    /// An intensity as a reason keeps it, such as `5強`; nil if there is none.
    init?(bulletin text: String) {
        self.init(rawValue: text.replacing("弱", with: "-").replacing("強", with: "+"))
    }
}

extension Role {
    /// A role by its stored name.
    init?(stored: String) {
        self.init(rawValue: stored)
    }
}
