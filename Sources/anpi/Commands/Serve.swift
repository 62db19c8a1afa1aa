import Database
import Domain
import Foundation
import HTTPServer
import Notify
import Web

extension Commands {
    /// `anpi serve`
    static let serve = Command(
        "serve", "", "answers requests and sends until it is told to stop",
        details: """
            SIGTERM and SIGINT end it: it takes no new requests, claims nothing more, lets running hand-offs end and
            gives its leases back. Settings (`ANPI_…` variables):

            \(Settings.help)
            """
    ) { _ in
        let settings = try Settings(environment: ProcessInfo.processInfo.environment)
        let rooms = try await Rooms.open(settings, for: .serving)
        let stop = StopSignal()
        let service = try await Service.start(rooms)
        await stop.wait()
        await service.stop()
        return 0
    }
}
