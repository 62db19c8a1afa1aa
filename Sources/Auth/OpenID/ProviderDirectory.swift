package import Domain
import Synchronization

/// This room's way to ask a provider; the wiring connects it with the room Channels: https only, no redirects, bounded
/// in size and time.
package struct WebFetch: Sendable {
    /// One question.
    package struct Request: Sendable {
        /// Where to.
        package let address: String
        /// The form to send; nil to read a page.
        package let form: Secret?
        /// The value of `Authorization`.
        package let authorization: Secret?
    }

    /// What came back, whole.
    package struct Reply: Sendable {
        let status: Int
        let body: [UInt8]

        /// An answer with its status.
        package init(status: Int, body: [UInt8]) {
            self.status = status
            self.body = body
        }
    }

    /// The answer, or nil if there was none.
    package let send: @Sendable (Request) async -> Reply?
    /// Whether an address without TLS may be asked: of this machine, and only where the installation allows it.
    package let allowsPlain: @Sendable (String) -> Bool

    /// A way to ask.
    package init(
        send: @escaping @Sendable (Request) async -> Reply?, allowsPlain: @escaping @Sendable (String) -> Bool
    ) {
        self.send = send
        self.allowsPlain = allowsPlain
    }

    /// Nobody can be asked.
    package static let none = WebFetch(send: { _ in nil }, allowsPlain: { _ in false })
}

/// Why a provider's login came to nothing.
package enum OpenIDFailure: Error, Hashable, Sendable {
    /// The provider cannot be reached, or says nothing that can be used.
    case unreachable
    /// It gives no token for the code: it does not know us, or the code is none.
    case refused
    /// What it says about itself cannot be used.
    case provider(ProviderFacts.Refusal)
    /// What it says about the person was not taken.
    case token(IDTokenRefusal)
    /// The person or the provider broke it off.
    case denied
    /// The answer belongs to no trip of this browser, or to one that is over.
    case stale
    /// The organization has no provider.
    case notOffered
    /// The provider's account is linked to another person already.
    case taken
    /// The source address tries too often.
    case tooMany
}

/// What providers say about themselves and their keys, remembered for an hour.
package final class ProviderDirectory: Sendable {
    private static let memory = Duration.seconds(3_600)
    /// A key that is not known makes us look again, at once the first time, then not more often than this.
    private static let pause = Duration.seconds(60)

    private struct Entry: Sendable {
        let facts: ProviderFacts
        var keys: [UInt8]
        var factsAt: Instant
        /// When an unknown key made us look again.
        var keysAt: Instant
    }

    /// What is known of the providers, and what is being asked.
    private struct Known: Sendable {
        var entries: [String: Entry] = [:]
        /// Until when nobody is asked who could not be reached.
        var restUntil: [String: Instant] = [:]
        var underWay: [String: Task<Result<Entry, OpenIDFailure>, Never>] = [:]
    }

    /// How providers are asked.
    package let fetch: WebFetch
    private let known = Mutex(Known())

    /// A directory that knows nobody yet.
    package init(fetch: WebFetch) {
        self.fetch = fetch
    }

    /// What a provider says about itself.
    ///
    /// - Throws: `OpenIDFailure`.
    package func facts(of issuer: String, now: Instant) async throws(OpenIDFailure) -> ProviderFacts {
        try await entry(of: issuer, now: now).facts
    }

    /// A provider's keys.
    ///
    /// - Parameter anew: Asks for them again, unless that was done a moment ago.
    /// - Throws: `OpenIDFailure`.
    package func keys(of issuer: String, anew: Bool, now: Instant) async throws(OpenIDFailure) -> [UInt8] {
        let entry = try await entry(of: issuer, now: now)
        guard anew, now - entry.keysAt >= Self.pause else { return entry.keys }
        let isFirst = known.withLock { known in
            guard let keysAt = known.entries[issuer]?.keysAt, now - keysAt >= Self.pause else { return false }
            known.entries[issuer]?.keysAt = now
            return true
        }
        guard isFirst, let keys = await read(entry.facts.keysAddress) else { return entry.keys }
        known.withLock { $0.entries[issuer]?.keys = keys }
        return keys
    }

    /// Remembers that a provider could not be reached, so that it does not hold everybody's connections.
    package func noteFailure(of issuer: String, now: Instant) {
        known.withLock { $0.restUntil[issuer] = now + Self.pause }
    }

    /// Asked once at a time per provider: whoever comes meanwhile waits for the same answer.
    private func entry(of issuer: String, now: Instant) async throws(OpenIDFailure) -> Entry {
        let asking = known.withLock { known -> Task<Result<Entry, OpenIDFailure>, Never> in
            if let until = known.restUntil[issuer], now < until { return Task { .failure(.unreachable) } }
            if let entry = known.entries[issuer], now - entry.factsAt < Self.memory {
                return Task { .success(entry) }
            }
            if let asked = known.underWay[issuer] { return asked }
            let asking = Task { await self.ask(issuer, now: now) }
            known.underWay[issuer] = asking
            return asking
        }
        return try await asking.value.get()
    }

    private func ask(_ issuer: String, now: Instant) async -> Result<Entry, OpenIDFailure> {
        let answer = await asked(issuer, now: now)
        known.withLock { known in
            known.underWay[issuer] = nil
            if case .success(let entry) = answer { known.entries[issuer] = entry }
            if case .failure(.unreachable) = answer { known.restUntil[issuer] = now + Self.pause }
        }
        return answer
    }

    private func asked(_ issuer: String, now: Instant) async -> Result<Entry, OpenIDFailure> {
        guard let page = await read(ProviderFacts.address(issuer: issuer)) else { return .failure(.unreachable) }
        let facts: ProviderFacts
        do {
            facts = try ProviderFacts(page, issuer: issuer, allowsPlain: fetch.allowsPlain)
        } catch {
            return .failure(.provider(error))
        }
        guard let keys = await read(facts.keysAddress) else { return .failure(.unreachable) }
        return .success(Entry(facts: facts, keys: keys, factsAt: now, keysAt: now - Self.pause))
    }

    private func read(_ address: String) async -> [UInt8]? {
        let reply = await fetch.send(WebFetch.Request(address: address, form: nil, authorization: nil))
        return reply.flatMap { $0.status == 200 ? $0.body : nil }
    }
}
