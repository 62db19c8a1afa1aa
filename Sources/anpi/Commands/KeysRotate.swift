import Domain
import Foundation

extension Commands {
    /// `anpi keys rotate`
    static let keysRotate = Command(
        "keys rotate", "", "puts a new key before the old ones in ANPI_KEY_FILE",
        details: """
            At any time; a running server takes the new key at its next start. The old keys stay in the file: links that
            are on their way, reports of calls, browsers that are known and passwords go on working. A password takes the
            new key at its person's next login. Nothing in the database has to be sealed anew: what is sealed with a key
            (repeatable answers of the API) lives for a day.

            Delete an old line of the file by hand when it may no longer be trusted. Passwords that were not used since
            must then be handed out anew; messages that still go out get new links, and links sent before end.
            """
    ) { _ in
        let settings = try Settings(environment: ProcessInfo.processInfo.environment)
        let id = try InstallationKeys.rotate(file: settings.keyFile, randomness: .system)
        print("\(id) is the current key from the next start of `anpi serve` on. Copy the file to where you keep it.")
        return 0
    }
}
