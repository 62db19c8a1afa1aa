/// The banner travels through the redirect after a form in a cookie, and is shown once.
extension Banner {
    /// Such as `sendingStarted.1248`.
    var cookieText: String {
        switch self {
        case .registered(let what): "registered-\(what)"
        case .policiesRegistered(let clients): "policiesRegistered.\(clients)"
        case .passwordChanged: "passwordChanged"
        case .sendingStarted(let people): "sendingStarted.\(people)"
        case .resent(let people): "resent.\(people)"
        case .notResent: "notResent"
        case .lastPage: "lastPage"
        case .calledOff: "calledOff"
        case .notCalledOff: "notCalledOff"
        case .stopped(let reached): "stopped.\(reached)"
        case .closed(let calledOff): "closed.\(calledOff)"
        case .draftSaved: "draftSaved"
        case .reminded: "reminded"
        case .imported(let added, let changed, let leaving): "imported.\(added).\(changed).\(leaving)"
        case .passwordsMailed(let people, let without): "passwordsMailed.\(people).\(without)"
        case .peopleMoved(let people): "peopleMoved.\(people)"
        case .departmentsMerged(let people): "departmentsMerged.\(people)"
        case .templateRemoved: "templateRemoved"
        case .entryRemoved: "entryRemoved"
        case .tokenRevoked: "tokenRevoked"
        case .draftRemoved: "draftRemoved"
        case .newsWithdrawn: "newsWithdrawn"
        case .backupCodesKept: "backupCodesKept"
        case .sessionEnded: "sessionEnded"
        case .factorRemoved: "factorRemoved"
        case .factorsReset: "factorsReset"
        case .resetProposed: "resetProposed"
        case .externalLinked: "externalLinked"
        case .externalNotLinked: "externalNotLinked"
        case .externalUnlinked: "externalUnlinked"
        case .factorsClearedByCode: "factorsClearedByCode"
        case .voicePasswordRemoved: "voicePasswordRemoved"
        case .notMadeAgain: "notMadeAgain"
        case .codesReplaced: "codesReplaced"
        }
    }

    /// The banner that a cookie holds, or nil if it is none of ours.
    init?(cookieText: String) {
        let parts = cookieText.split(separator: ".")
        let numbers = parts.dropFirst().compactMap { Int($0) }
        if let what = Registered.allCases.first(where: { Banner.registered($0).cookieText == cookieText }) {
            self = .registered(what)
            return
        }
        switch (parts.first ?? "", numbers.count) {
        case ("policiesRegistered", 1): self = .policiesRegistered(clients: numbers[0])
        case ("passwordChanged", 0): self = .passwordChanged
        case ("sendingStarted", 1): self = .sendingStarted(people: numbers[0])
        case ("resent", 1): self = .resent(people: numbers[0])
        case ("notResent", 0): self = .notResent
        case ("lastPage", 0): self = .lastPage
        case ("calledOff", 0): self = .calledOff
        case ("notCalledOff", 0): self = .notCalledOff
        case ("stopped", 1): self = .stopped(reached: numbers[0])
        case ("closed", 1): self = .closed(calledOff: numbers[0])
        case ("draftSaved", 0): self = .draftSaved
        case ("reminded", 0): self = .reminded
        case ("imported", 3): self = .imported(added: numbers[0], changed: numbers[1], leaving: numbers[2])
        case ("passwordsMailed", 2): self = .passwordsMailed(people: numbers[0], without: numbers[1])
        case ("peopleMoved", 1): self = .peopleMoved(numbers[0])
        case ("departmentsMerged", 1): self = .departmentsMerged(numbers[0])
        case ("templateRemoved", 0): self = .templateRemoved
        case ("entryRemoved", 0): self = .entryRemoved
        case ("tokenRevoked", 0): self = .tokenRevoked
        case ("draftRemoved", 0): self = .draftRemoved
        case ("newsWithdrawn", 0): self = .newsWithdrawn
        case ("backupCodesKept", 0): self = .backupCodesKept
        case ("sessionEnded", 0): self = .sessionEnded
        case ("factorRemoved", 0): self = .factorRemoved
        case ("factorsReset", 0): self = .factorsReset
        case ("resetProposed", 0): self = .resetProposed
        case ("externalLinked", 0): self = .externalLinked
        case ("externalNotLinked", 0): self = .externalNotLinked
        case ("externalUnlinked", 0): self = .externalUnlinked
        case ("factorsClearedByCode", 0): self = .factorsClearedByCode
        case ("voicePasswordRemoved", 0): self = .voicePasswordRemoved
        case ("notMadeAgain", 0): self = .notMadeAgain
        case ("codesReplaced", 0): self = .codesReplaced
        default: return nil
        }
    }
}
