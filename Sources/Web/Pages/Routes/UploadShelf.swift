import Domain
import Synchronization
import Tenants

/// Files that were checked and wait for the word to import them: one for each person, half an hour long. They are gone
/// when the program ends, and then the file is chosen once more.
final class UploadShelf: Sendable {
    /// A file that waits.
    struct Upload: Sendable {
        /// Its content.
        let file: SpoolFile
        /// Its name on the sender's side; shown, never opened.
        let name: String
        fileprivate let tenant: TenantID
        fileprivate let owner: Actor
        fileprivate let until: Instant
    }

    private static let keptFor = Duration.seconds(30 * 60)
    /// The most files that wait at a time; the one that is forgotten first goes when another comes.
    private static let most = 16

    private let uploads = Mutex<[String: Upload]>([:])

    /// Keeps a file for whoever holds the scope, in place of an earlier one.
    ///
    /// - Returns: What names it.
    func put(
        _ file: SpoolFile, name: String, by scope: TenantScope, now: Instant, randomness: Randomness
    ) -> String {
        let handle = randomness.bytes(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let upload = Upload(
            file: file, name: name, tenant: scope.tenant, owner: scope.actor, until: now + Self.keptFor)
        uploads.withLock { uploads in
            uploads = uploads.filter { _, other in
                other.until > now && !(other.tenant == scope.tenant && other.owner == scope.actor)
            }
            while uploads.count >= Self.most, let oldest = uploads.min(by: { $0.value.until < $1.value.until }) {
                uploads[oldest.key] = nil
            }
            uploads[handle] = upload
        }
        return handle
    }

    /// The file of this name, if it is the scope's own and not forgotten.
    func upload(_ handle: String, of scope: TenantScope, now: Instant) -> Upload? {
        uploads.withLock { uploads in
            guard let upload = uploads[handle], upload.tenant == scope.tenant, upload.owner == scope.actor,
                upload.until > now
            else { return nil }
            return upload
        }
    }

    /// Forgets a file.
    func remove(_ handle: String) {
        uploads.withLock { $0[handle] = nil }
    }
}

extension SpoolFile {
    private static let piece = 64 * 1_024

    /// The file piece by piece, from its beginning.
    var source: ByteSource {
        let place = Place()
        return ByteSource {
            let bytes = try self.bytes(at: place.advance(by: Self.piece), count: Self.piece)
            return bytes.isEmpty ? nil : bytes
        }
    }
}

/// How far a file was read.
private final class Place: Sendable {
    private let place = Mutex(0)

    func advance(by count: Int) -> Int {
        place.withLock { place in
            defer { place += count }
            return place
        }
    }
}
