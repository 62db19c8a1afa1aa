package import Auth
package import Domain
package import Profiles
package import Tenants

extension PeopleExportExtras {
    /// The columns of all rooms: contacts and addresses, and where people can call in, their voice IDs.
    package static func people(
        table: RegionTable, _ voiceIDs: VoiceIDs, callsIn: Bool, _ randomness: Randomness
    ) -> PeopleExportExtras {
        callsIn ? .profiles(table: table) + voiceIDs.column(randomness) : .profiles(table: table)
    }
}
