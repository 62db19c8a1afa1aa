import Domain
import Foundation
import Tenants

extension Commands {
    /// `anpi audit verify`
    static let auditVerify = Command(
        "audit verify", "", "checks the audit chains of all organizations, offices and the installation",
        details: "Prints the head of each chain: keep them outside, so that a chain that was cut off shows too."
    ) { _ in
        try await withRooms { rooms in
            let verify = VerifyAuditChains(database: rooms.database)
            let scope = InstallationScope(purpose: "command line")
            var broken = 0
            for chain in try await verify.chains(scope) {
                switch try await verify(scope, chain) {
                case .intact(let head):
                    print("chain \(chain.number): \(head.seq) rows, whole; head \(head)")
                case .broken(let place):
                    print("chain \(chain.number): broken: \(place)")
                    broken += 1
                }
            }
            return broken == 0 ? 0 : 1
        }
    }
}
