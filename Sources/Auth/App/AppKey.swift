import COath
package import Domain
import Glibc

/// The key (キー) that an authenticator app and we share: 160 random bits.
package struct AppKey: Sendable, Hashable, CustomStringConvertible {
    /// How many bytes it has: as many as SHA-1 digests.
    static let length = 20

    let bytes: [UInt8]

    /// A new one; it never comes again.
    init(randomness: Randomness) {
        bytes = randomness.bytes(Self.length)
    }

    /// One that was stored.
    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// As it is typed into an app: 32 letters and digits. Exposed to be shown to its owner.
    package var text: Secret {
        var output: UnsafeMutablePointer<CChar>?
        var count = 0
        let code = bytes.withUnsafeBytes { bytes in
            oath_base32_encode(bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, &output, &count)
        }
        guard code == Int32(OATH_OK.rawValue), let output else { return Secret("") }
        defer { free(output) }
        return Secret(String(cString: output))
    }

    /// The text in groups of four.
    package var groups: [String] {
        let letters = Array(text.exposed)
        return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
    }

    /// The address that opens an installed app, and that the QR code holds. The app shows the site's name, and
    /// whose entry it is where somebody has several.
    package func link(site: String, account: String) -> Secret {
        let site = Self.encoded(site)
        return Secret(
            "otpauth://totp/\(site):\(Self.encoded(account))?secret=\(text.exposed)&issuer=\(site)"
                + "&algorithm=SHA1&digits=\(CodeText.length)&period=\(TOTP.period)")
    }

    /// Dots.
    package var description: String { "••••" }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte -> String in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default: "%" + Hexadecimal.text(of: [byte]).uppercased()
            }
        }.joined()
    }
}
