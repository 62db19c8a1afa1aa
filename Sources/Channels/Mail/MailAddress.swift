import CGMime
package import Domain

/// A mail address that is safe in a header and in a command: `local@domain`, plain ASCII, no more than 254 characters.
///
/// Dots may stand anywhere in the local part: `a..b@` and `a.@` were given out by Japanese mobile carriers for years
/// and are alive. A domain in Japanese letters is kept in its `xn--` form.
package struct MailAddress: Hashable, Sendable {
    /// The part before the `@`, as it was typed: letters, digits, dots and ``!#$%&'*+/=?^_`{|}~-``.
    package let local: String
    /// The part after the `@`: lower case, ASCII, without a final dot.
    package let domain: String

    /// Why a text is not an address we can send to.
    package enum Flaw: String, Error, CaseIterable, Sendable {
        /// There is no `@` with something on both sides.
        case incomplete
        /// Longer than 254 characters, or more than 64 before the `@`.
        case tooLong
        /// There is more than one `@`.
        case severalAts
        /// A control character, space, `<`, `>`, quotation mark or other character that mail doesn't allow.
        case forbiddenCharacter
        /// The part before the `@` holds letters beyond ASCII.
        case notASCII
        /// The part after the `@` is not a domain name of at least two labels.
        case notADomain
    }

    /// The address that somebody typed; throws the first flaw found.
    package init(_ text: String) throws(Flaw) {
        guard text.utf8.count <= 1_000 else { throw .tooLong }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x21 || (0x7f...0xa0).contains($0.value) }) else {
            throw .forbiddenCharacter
        }
        guard let at = text.lastIndex(of: "@") else { throw .incomplete }
        let local = text[..<at]
        let typedDomain = text[text.index(after: at)...]
        guard !local.isEmpty, !typedDomain.isEmpty else { throw .incomplete }
        guard !local.contains("@") else { throw .severalAts }
        guard local.utf8.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        guard local.utf8.allSatisfy(Self.isAllowed) else { throw .forbiddenCharacter }
        guard let domain = Self.domainName(String(typedDomain)) else { throw .notADomain }
        guard local.utf8.count <= 64, local.utf8.count + 1 + domain.utf8.count <= 254 else { throw .tooLong }
        self.local = String(local)
        self.domain = domain
    }

    /// The address for headers and commands. A local part that RFC 5321 doesn't allow bare stands in quotation marks,
    /// which names the same mailbox.
    package var wireForm: String {
        let isDotAtom = !local.hasPrefix(".") && !local.hasSuffix(".") && !local.hasAdjacentDots
        return isDotAtom ? "\(local)@\(domain)" : "\"\(local)\"@\(domain)"
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: ".!#$%&'*+/=?^_`{|}~-".utf8.contains(byte)
        }
    }

    /// The domain in lower-case ASCII, or nil if it isn't one.
    private static func domainName(_ text: String) -> String? {
        var name = text.lowercased()
        if !name.utf8.allSatisfy({ $0 < 0x80 }) {
            guard let ascii = g_hostname_to_ascii(name) else { return nil }
            defer { g_free(ascii) }
            name = String(cString: ascii).lowercased()
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, name.utf8.count <= 253,
            labels.allSatisfy({ label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { byte in
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
                    }
            }), labels.last?.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) == false
        else { return nil }
        return name
    }
}

extension String {
    /// Whether two dots stand beside each other; said of each mail twice, where a search for text would cost more than the
    /// rest.
    var hasAdjacentDots: Bool {
        let dot = UInt8(ascii: ".")
        return zip(utf8, utf8.dropFirst()).contains { $0 == dot && $1 == dot }
    }
}

extension MailAddress: CustomStringConvertible {
    /// Never the address: descriptions end up in logs.
    package var description: String { "•••" }
}

extension MailAddress.Flaw {
    /// The sentence for the person who typed the address.
    package var message: LocalizedText {
        switch self {
        case .incomplete:
            LocalizedText(
                ja: "メールアドレスは「名前@ドメイン」の形で入力してください。", en: "Enter the mail address in the form name@domain.")
        case .tooLong:
            LocalizedText(
                ja: "メールアドレスは254文字以内（@の前は64文字以内）で入力してください。",
                en: "Enter a mail address of at most 254 characters, at most 64 before the @.")
        case .severalAts:
            LocalizedText(
                ja: "メールアドレスに「@」が2つ以上あります。1つにしてください。",
                en: "There is more than one @ in the mail address. Keep only one.")
        case .forbiddenCharacter:
            LocalizedText(
                ja: "メールアドレスに使えない文字（空白、改行、< > など）があります。取り除いてください。",
                en: "Remove characters that a mail address cannot have, such as spaces, line breaks, < and >.")
        case .notASCII:
            LocalizedText(
                ja: "メールアドレスの@の前は半角の英数字と記号で入力してください。",
                en: "Enter the part before the @ in plain letters, digits and signs.")
        case .notADomain:
            LocalizedText(
                ja: "メールアドレスの@の後ろは「example.jp」のようなドメインを入力してください。",
                en: "Enter a domain such as example.jp after the @.")
        }
    }
}
