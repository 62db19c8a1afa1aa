import CKeptMemory
import CSodium
package import Database
import Domain
import Glibc
import Synchronization

/// Hashes and checks passwords by Argon2id (RFC 9106), on threads of its own.
///
/// Each run takes 19 MiB and about 15 ms of a core (OWASP's minimum), so there are never more than two at a time and
/// never more than `queueLimit` waiting: a login storm is answered with "busy", not with a machine out of memory. The
/// threads give way to everything else, because whoever answers must not wait for whoever logs in, and keep the memory of
/// a run for the next one while there is one.
package final class PasswordHasher: Sendable {
    /// Too many logins wait already; try again in a moment.
    package struct Busy: Error, Hashable, Sendable {
        /// The queue was full.
        package init() {}
    }

    /// A place among those whose passwords are looked at, kept until it is let go. Whoever counts tries takes one first:
    /// what a busy machine never looked at is no wrong try.
    package final class Place: Sendable {
        fileprivate let hasher: PasswordHasher

        fileprivate init(of hasher: PasswordHasher) {
            self.hasher = hasher
        }

        deinit {
            hasher.taken.subtract(1, ordering: .relaxed)
        }
    }

    private static let operations: UInt64 = 2
    private static let memory = 19 * 1024 * 1024
    private static let threads = 2
    /// The `nice` value of the threads.
    private static let politeness: Int32 = 10

    /// A secret of the key file that goes into each hash: a stolen database alone is of no use for guessing.
    package struct Pepper: Sendable {
        /// Names the key in stored hashes; letters and digits.
        package let id: String
        /// 32 secret bytes.
        let key: [UInt8]

        /// A pepper of 32 bytes.
        package init(id: String, key: [UInt8]) {
            precondition(key.count == Int(crypto_auth_KEYBYTES), "A pepper has 32 bytes")
            self.id = id
            self.key = key
        }
    }

    private let current: Pepper
    private let peppers: [String: Pepper]
    private let queueLimit: Int
    private let queue = WorkQueue<@Sendable () -> Void>()
    private let taken = Atomic<Int>(0)
    private let runs = Atomic<Int>(0)
    /// The hash of a password that nobody has: checked when there is no account, so that the work is the same.
    private let decoy: String

    /// A hasher.
    ///
    /// - Parameters:
    ///   - current: The pepper of new hashes.
    ///   - older: Peppers of keys that were rotated out; hashes made with them are still checked.
    ///   - queueLimit: Most places that are given at a time.
    package init(pepper current: Pepper, older: [Pepper] = [], queueLimit: Int = 200) {
        self.current = current
        peppers = Dictionary((older + [current]).map { ($0.id, $0) }) { _, newer in newer }
        self.queueLimit = queueLimit
        precondition(sodiumIsReady, "libsodium cannot be used")
        decoy = Self.hash(Self.keyed([UInt8]("decoy".utf8), current.key))
        _ = WorkerThreads(Self.threads) { [queue] _ in
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.politeness)
            Self.work(through: queue)
        }
    }

    deinit {
        queue.close()
    }

    /// What a hashing thread does until the queue closes: it keeps the memory of a run for the next one, and clears it as
    /// soon as nobody waits.
    package static func work(through queue: WorkQueue<@Sendable () -> Void>) {
        _ = anpi_keep_memory(memory)
        defer { anpi_give_memory_back() }
        while let work = queue.take() {
            work()
            if queue.isEmpty { anpi_clear_memory() }
        }
    }

    /// How many Argon2id runs there were; a test compares the work of failures by it.
    package var runCount: Int { runs.load(ordering: .relaxed) }

    /// A place, for the check that follows.
    ///
    /// - Throws: `Busy`.
    package func take() throws -> Place {
        guard taken.add(1, ordering: .relaxed).newValue <= queueLimit else {
            taken.subtract(1, ordering: .relaxed)
            throw Busy()
        }
        return Place(of: self)
    }

    /// The hash to store.
    ///
    /// - Throws: `Busy`.
    package func hash(_ password: PasswordText) async throws -> String {
        let input = Self.keyed(Array(password.exposed.utf8), current.key)
        let hash = await run(in: try take()) { Self.hash(input) }
        return current.id + hash
    }

    /// Whether the password is the stored one. Without a stored hash the work is the same and the answer no.
    package func verify(_ password: PasswordText, against stored: String?, in place: Place) async -> Bool {
        let known = stored.flatMap(split)
        let input = Self.keyed(Array(password.exposed.utf8), (known?.pepper ?? current).key)
        let hash = known?.hash ?? decoy
        let matches = await run(in: place) {
            crypto_pwhash_str_verify(hash, input, UInt64(input.utf8.count)) == 0
        }
        return matches && known != nil
    }

    /// Whether a stored hash was made with another key or other parameters than today's and should be made anew at the
    /// next login.
    package func isOutdated(_ stored: String) -> Bool {
        guard let known = split(stored), known.pepper.id == current.id else { return true }
        return crypto_pwhash_str_needs_rehash(known.hash, Self.operations, Self.memory) != 0
    }

    /// The key's name and the Argon2id string of a stored hash; nil if the key is not known here.
    private func split(_ stored: String) -> (pepper: Pepper, hash: String)? {
        guard let start = stored.firstIndex(of: "$"), let pepper = peppers[String(stored[..<start])] else { return nil }
        return (pepper, String(stored[start...]))
    }

    private func run<Value: Sendable>(
        in place: Place, _ work: @escaping @Sendable () -> Value
    ) async -> Value {
        precondition(place.hasher === self, "The place is this hasher's")
        return await withCheckedContinuation { continuation in
            let isTaken = queue.add(
                {
                    let value = work()
                    self.runs.wrappingAdd(1, ordering: .relaxed)
                    continuation.resume(returning: value)
                }, urgent: false)
            precondition(isTaken, "The queue closes with its owner, which is here")
        }
    }

    /// HMAC of the password under the pepper, in hexadecimal: what Argon2id is given.
    private static func keyed(_ password: [UInt8], _ pepper: [UInt8]) -> String {
        var tag = [UInt8](repeating: 0, count: Int(crypto_auth_BYTES))
        crypto_auth(&tag, password, UInt64(password.count), pepper)
        return Hexadecimal.text(of: tag)
    }

    private static func hash(_ input: String) -> String {
        var output = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let code = crypto_pwhash_str(&output, input, UInt64(input.utf8.count), operations, memory)
        precondition(code == 0, "Argon2id had no memory")
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// Done once per process: without it libsodium is right, but uses nothing of the processor that makes it twice as fast.
private let sodiumIsReady = sodium_init() >= 0
