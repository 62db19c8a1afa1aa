import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

extension APIServices {
    /// When an earthquake asks people by itself.
    var triggerOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/trigger-rule") { visit in .json(try await ruleJSON(visit)) },
            APIOperation(.put, "/api/v1/trigger-rule", body: .json) { visit in
                try visit.scope.require(.manageTriggers)
                var body = try JSONBody(visit.request)
                let template = body.identifier("template", TemplateID.self, required: false)
                let rule = try Self.rule(&body)
                try await requireKnown(template, visit)
                try await ChangeTriggerRule(database: database, regions: regions)(
                    visit.scope, rule, template: template, at: visit.now)
                return .json(try await ruleJSON(visit))
            },
        ]
    }

    private func ruleJSON(_ visit: Visit) async throws -> JSON {
        let saved = try await ReadTriggerRule(database: database, regions: regions)(visit.scope)
        let rule = saved.rule
        let area: JSON =
            switch rule.area {
            case .everywhere: .null
            case .only(let area): .array(area.sorted().filter { regions[$0] != nil }.map { .text($0.description) })
            }
        return [
            "isActive": JSON(rule.isActive), "minimum": .text(rule.minimum.rawValue), "area": area,
            "addresses": .array(
                Profiles.AddressKind.allCases.filter(rule.addresses.contains).map { .text($0.rawValue) }),
            "holdTime": JSON(rule.holdTime), "suppression": JSON(rule.suppression),
            "promotesSilence": JSON(rule.promotesSilence), "template": JSON(saved.template),
            "changedAt": JSON(saved.changedAt), "people": JSON(saved.people),
            "gone": .array(
                saved.gone.map { ["code": .text($0.code.description), "name": $0.name.map { JSON($0) } ?? .null] }),
        ]
    }

    private static func rule(_ body: inout JSONBody) throws -> TriggerRule {
        let isActive = body.bool("isActive")
        let minimum = body.word("minimum", Intensity.self)
        let codes = body.texts("area", required: false)
        let addresses = body.words("addresses", Profiles.AddressKind.self)
        let holdTime = body.number("holdTime", in: 0...Int(Int32.max)) ?? 0
        let suppression = body.number("suppression", in: 0...Int(Int32.max)) ?? 0
        let promotesSilence = body.bool("promotesSilence") ?? false
        try body.finish()
        var area = TriggerRule.Area.everywhere
        if let codes {
            let regions = codes.compactMap { JMARegionCode($0) }
            guard regions.count == codes.count else {
                throw InvalidInput(
                    field: "area", rule: "unknown",
                    message: LocalizedText(
                        ja: "地域コードは3桁の数字です。地域の一覧から選んでください。",
                        en: "Codes of regions are three digits. Choose from the list of regions."))
            }
            area = .only(Set(regions))
        }
        return try TriggerRule(
            isActive: isActive ?? false, minimum: minimum ?? .fiveUpper, area: area,
            addresses: Set(addresses ?? []), holdTime: .seconds(holdTime), suppression: .seconds(suppression),
            promotesSilence: promotesSilence)
    }

    /// Refuses a template that the organization does not have.
    private func requireKnown(_ template: TemplateID?, _ visit: Visit) async throws {
        guard let template else { return }
        let known = try await EditTemplates(database: database, clock: sending.clock, identifiers: identifiers)
            .list(visit.scope)
        guard known.contains(where: { $0.id == template }) else {
            throw InvalidInput(
                field: "template", rule: "unknown",
                message: LocalizedText(ja: "ひな形を一覧から選んでください。", en: "Choose a template from the list."))
        }
    }
}
