import Auth
package import Database
package import Profiles

extension KeepReadiness {
    /// The use case on one installation, with what the room Auth knows.
    package init(database: Database) {
        self.init(database: database) { people, tenant, transaction in
            try LoginStanding.load(of: people, in: tenant, transaction).mapValues(ReadinessFacts.init)
        }
    }
}

extension ReadinessFacts {
    /// What a login tells.
    fileprivate init(_ login: LoginStanding) {
        self = login.hasLoggedIn ? .loggedIn : []
        for factor in login.factors {
            switch factor {
            case .app, .passkey: insert(.lastingProof)
            case .mail: insert(.mailProof)
            case .phone: insert(.phoneProof)
            }
        }
    }
}
