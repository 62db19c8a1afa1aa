import CSodium
import Domain
import Glibc

/// The installation's master keys, as `ANPI_KEY_FILE` holds them: one line `ID BASE64` per key, the current one first.
///
/// Each use has a key of its own, derived from a master key, so that no two uses share one.
struct InstallationKeys: Sendable {
    /// One master key.
    struct Master: Sendable {
        /// Names the key in stored hashes: `k` and a number.
        let id: String
        fileprivate let bytes: [UInt8]

        /// A random text of 64 hexadecimal digits, for secrets that live as long as a demonstration.
        static func randomText() -> String {
            Master(id: "k0", bytes: Randomness.system.bytes(32)).text(for: .form)
        }

        /// The key of one use as 64 hexadecimal digits, for programs that take a text.
        func text(for use: Use) -> String {
            key(for: use).map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
        }

        /// A mark that tells this key from others and says nothing of it.
        var mark: String { id + "-" + key(for: .mark).prefix(6).map { String($0, radix: 16) }.joined() }

        /// The key of one use.
        func key(for use: Use) -> [UInt8] {
            var output = [UInt8](repeating: 0, count: 32)
            let context = Array("anpi-key".utf8).map(CChar.init(bitPattern:))
            crypto_kdf_derive_from_key(&output, output.count, use.rawValue, context, bytes)
            return output
        }
    }

    /// What a key is used for.
    enum Use: UInt64 {
        case passwordPepper = 1
        case deviceMark = 2
        case answerToken = 3
        case callback = 4
        case form = 5
        case mark = 6
        case idempotency = 7
        case factorSecret = 8
        case codeMark = 9
        case openID = 10
        case serviceMessage = 11
        case inboundAddress = 12
        case mailRegistration = 13
        case incomingCall = 20
        case importMark = 21
    }

    /// The newest first.
    let masters: [Master]

    /// The key that new things are made with.
    var current: Master { masters[0] }

    /// Reads the key file.
    ///
    /// - Throws: `SettingsError` if it is missing, readable by others, or damaged.
    init(file path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw SettingsError(reason: "ANPI_KEY_FILE names no file. Make one: anpi keys init FILE")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw SettingsError(reason: "The key file is open to others. Close it: chmod 600 FILE")
        }
        guard let text = TextFile.read(path) else {
            throw SettingsError(reason: "The key file cannot be read.")
        }
        let masters = text.split(separator: "\n").map(Self.master)
        guard !masters.isEmpty, !masters.contains(where: { $0 == nil }) else {
            throw SettingsError(reason: "The key file is damaged: a line is not a name and a key.")
        }
        self.masters = masters.compactMap(\.self)
    }

    /// The keys of one use, the current one first: new things are made with the first and read with any.
    func keys(for use: Use) -> [[UInt8]] { masters.map { $0.key(for: use) } }

    /// Makes a new key file; an existing one is never touched.
    ///
    /// - Throws: `SettingsError`.
    static func create(file path: String, randomness: Randomness) throws {
        try write("k1 \(encode(randomness.bytes(32)))\n", toNew: path)
    }

    /// Puts a new key before the others. The file is replaced in one step, so that whoever reads it finds the old one or
    /// the new one.
    ///
    /// - Returns: The name of the new key.
    /// - Throws: `SettingsError`.
    static func rotate(file path: String, randomness: Randomness) throws -> String {
        let keys = try InstallationKeys(file: path)
        let highest = keys.masters.compactMap { Int($0.id.dropFirst()) }.max() ?? 0
        let new = Master(id: "k\(highest + 1)", bytes: randomness.bytes(32))
        let lines = ([new] + keys.masters).map { "\($0.id) \(encode($0.bytes))\n" }
        let aside = path + ".new"
        // What an interrupted rotation left behind was never the key file.
        unlink(aside)
        try write(lines.joined(), toNew: aside)
        // The server reads the file as its own user, whoever rotates.
        var old = stat()
        guard stat(path, &old) == 0, chown(aside, old.st_uid, old.st_gid) == 0, chmod(aside, old.st_mode & 0o777) == 0,
            rename(aside, path) == 0
        else {
            unlink(aside)
            throw SettingsError(reason: "Cannot replace the key file with its owner kept; it is as it was.")
        }
        let folder = open(path.lastIndex(of: "/").map { String(path[...$0]) } ?? ".", O_RDONLY | O_CLOEXEC)
        if folder >= 0 {
            // After a power cut the new name is there, or the old one with everything it can open.
            fsync(folder)
            close(folder)
        }
        return new.id
    }

    private static func write(_ text: String, toNew path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SettingsError(
                reason: errno == EEXIST ? "\(path) exists already; it is not replaced." : "Cannot make \(path).")
        }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            unlink(path)
            throw SettingsError(reason: "Cannot write the key file.")
        }
    }

    private static func master(_ line: Substring) -> Master? {
        let parts = line.split(separator: " ")
        guard parts.count == 2, parts[0].first == "k", parts[0].dropFirst().allSatisfy(\.isNumber),
            let bytes = decode(parts[1])
        else { return nil }
        return Master(id: String(parts[0]), bytes: bytes)
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        let variant = sodium_base64_VARIANT_ORIGINAL
        var output = [CChar](repeating: 0, count: sodium_base64_encoded_len(bytes.count, variant))
        sodium_bin2base64(&output, output.count, bytes, bytes.count, variant)
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        var output = [UInt8](repeating: 0, count: 32)
        var count = 0
        let code = sodium_base642bin(
            &output, output.count, String(text), text.utf8.count, nil, &count, nil, sodium_base64_VARIANT_ORIGINAL)
        return code == 0 && count == 32 ? output : nil
    }
}
