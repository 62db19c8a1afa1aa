import Auth
import Domain

/// How calling in stands for one person or family user.
struct CallInFact: Hashable, Sendable {
    /// The number to call.
    let number: String
    /// 音声認証用個人ID; read-only everywhere.
    let id: String
    /// Whether there is a password.
    let hasPassword: Bool
    /// Whether wrong tries shut it.
    let lock: LockAnswer

    /// What pages show.
    init(number: String, _ state: VoicePasswords.State) {
        self.init(number: number, id: state.id.description, hasPassword: state.hasPassword, lock: state.lock)
    }

    init(number: String, id: String, hasPassword: Bool, lock: LockAnswer) {
        self.number = number
        self.id = id
        self.hasPassword = hasPassword
        self.lock = lock
    }

    /// Number, ID and password as a list.
    func facts(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.CallIn
        return Web.facts([
            Fact(reader(Words.number), "<b class=\"mono\">\(number)</b>"),
            Fact(reader(Words.id), "<b class=\"mono\">\(id)</b>"), Fact(reader(Words.password), state(reader)),
        ])
    }

    private func state(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.CallIn
        guard hasPassword else { return status(.off, reader(Words.isNotSet)) }
        return switch lock {
        case .open: status(.ok, reader(Words.isSet))
        case .locked(let until): status(.bad, reader(Words.locked(reader.time(until))))
        case .stopped: status(.bad, reader(Words.stopped))
        }
    }

    /// The part of a page that shows it.
    ///
    /// - Parameter change: Where the password is set; nil where somebody else does that.
    func sheet(_ heading: LocalizedText, _ lead: LocalizedText, change: Address?, _ reader: Reader) -> HTML {
        """
        <section class="sheet"><h2>\(reader(heading))</h2><p class="hint">\(reader(lead))</p>\(facts(reader))\
        \(change.map { buttons(linkButton(reader(Catalogue.CallIn.set), $0)) })</section>

        """
    }
}
