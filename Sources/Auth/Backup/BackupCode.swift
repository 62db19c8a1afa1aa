package import Domain
import Tenants

/// A backup code (バックアップコード): 16 letters and digits, 80 random bits, good once. It stands in for a second
/// factor that is lost.
package struct BackupCode: Sendable, Hashable {
    /// How many belong together.
    package static let setSize = 10
    /// Letters and digits that are not mistaken for each other on paper.
    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789".utf8)
    private static let length = 16
    private static let selectorLength = 4

    /// The 16 characters.
    private let secret: Secret

    /// A code that somebody typed, in any width and case, with or without hyphens and spaces; nil if it cannot be one.
    package init?(typed text: String) {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.prefix(100).unicodeScalars.lazy.filter { !CodeText.separates($0) })
        let letters = Array(WidthFolding.halfWidth(String(scalars)).uppercased().utf8)
        guard letters.count == Self.length, letters.allSatisfy(Self.alphabet.contains) else { return nil }
        secret = Secret(String(decoding: letters, as: UTF8.self))
    }

    private init(randomness: Randomness) {
        let letters = randomness.bytes(Self.length).map { Self.alphabet[Int($0) & 31] }
        secret = Secret(String(decoding: letters, as: UTF8.self))
    }

    /// A fresh set of ten; no two of them begin alike, so that a typed one is compared with one stored one only.
    package static func set(randomness: Randomness) -> [BackupCode] {
        var codes: [BackupCode] = []
        while codes.count < setSize {
            let code = BackupCode(randomness: randomness)
            if !codes.contains(where: { $0.selector == code.selector }) { codes.append(code) }
        }
        return codes
    }

    /// As it is shown, once: four groups of four.
    package var text: Secret {
        let letters = Array(secret.exposed.utf8)
        let groups = stride(from: 0, to: Self.length, by: 4).map { start in
            String(decoding: letters[start..<start + 4], as: UTF8.self)
        }
        return Secret(groups.joined(separator: "-"))
    }

    /// The first four characters, by which the stored hash is found. They are stored as they are, and are no part of
    /// what is secret.
    var selector: String { String(secret.exposed.prefix(Self.selectorLength)) }

    /// What is hashed, the way passwords are.
    var password: PasswordText { PasswordText(secret.exposed) }
}
