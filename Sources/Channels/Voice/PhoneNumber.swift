package import Domain

/// A telephone number that may be dialled: `+` and 9 to 15 digits (E.164).
package struct PhoneNumber: Hashable, Sendable {
    /// `+81312345678`.
    package let international: String

    /// Why a text is not a number we may dial.
    package enum Flaw: String, Error, CaseIterable, Sendable {
        /// Something other than half-width digits, or a plus sign that isn't in front.
        case notDigits
        /// More than 15 digits.
        case tooLong
        /// Fewer digits than a subscriber's number has, or an emergency or service number such as 110, 118, 119.
        case notASubscriber
    }

    /// The number that somebody typed: `0312345678` as dialled in the country, or `+81312345678`.
    /// - Parameter countryCode: Stands in for the leading 0; 1–3 digits, Japan by default.
    package init(_ text: String, countryCode: String = "81") throws(Flaw) {
        precondition(
            (1...3).contains(countryCode.utf8.count) && Self.isDigits(countryCode), "A country code has digits")
        let hasPlus = text.hasPrefix("+")
        let digits = hasPlus ? String(text.dropFirst()) : text
        guard Self.isDigits(digits) else { throw .notDigits }
        guard digits.utf8.count <= 15 else { throw .tooLong }
        let full: String
        if hasPlus {
            full = digits
        } else {
            guard digits.hasPrefix("0"), !digits.hasPrefix("00") else { throw .notASubscriber }
            full = countryCode + digits.dropFirst()
        }
        guard full.utf8.count <= 15 else { throw .tooLong }
        guard full.utf8.count >= 9, !full.hasPrefix("0") else { throw .notASubscriber }
        international = "+" + full
    }

    private static func isDigits(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

extension PhoneNumber: CustomStringConvertible {
    /// Never the number: descriptions end up in logs.
    package var description: String { "•••" }
}

extension PhoneNumber.Flaw {
    /// The sentence for the person who typed the number.
    package var message: LocalizedText {
        switch self {
        case .notDigits:
            LocalizedText(
                ja: "電話番号は半角数字だけで入力してください（ハイフンなし）。", en: "Enter the phone number in digits only, without hyphens.")
        case .tooLong:
            LocalizedText(ja: "電話番号は15桁以内で入力してください。", en: "Enter a phone number of at most 15 digits.")
        case .notASubscriber:
            LocalizedText(
                ja: "電話番号は0から始まる市外局番または携帯電話の番号を入力してください。",
                en: "Enter a full phone number with its area code, such as 0312345678 or +81312345678.")
        }
    }
}
