import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// The organization's settings, made from their registry.
    var settingOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/settings") { visit in
                try visit.scope.require(.manageSettings)
                return .json(Self.json(try await ReadSettings(database: database)(visit.scope)))
            },
            APIOperation(.patch, "/api/v1/settings", body: .json) { visit in
                try visit.scope.require(.manageSettings)
                var body = try JSONBody(visit.request)
                var values: [String: String?] = [:]
                for descriptor in SettingDescriptor.catalogue where body.has(descriptor.key) {
                    values.updateValue(descriptor.text(in: &body), forKey: descriptor.key)
                }
                try body.finish()
                if SettingDescriptor.ofLogins.contains(where: { values[$0.key] != nil }) { try visit.requireProof() }
                return .json(
                    Self.json(try await ChangeSettings(database: database)(visit.scope, values, at: visit.now)))
            },
        ]
    }

    private static func json(_ settings: TenantSettings) -> JSON {
        ["items": .array(SettingDescriptor.catalogue.map { $0.json(in: settings) })]
    }
}
