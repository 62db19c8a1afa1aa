import Foundation

extension Commands {
    /// `anpi keys callback`
    static let keysCallback = Command(
        "keys callback", "", "prints the key with which the voice gateway signs its reports",
        details: "Give it to the gateway (or to the adapter in front of it) and to nobody else."
    ) { _ in
        let settings = try Settings(environment: ProcessInfo.processInfo.environment)
        print(try InstallationKeys(file: settings.keyFile).current.text(for: .callback))
        return 0
    }
}
