package import Domain

/// Why a hand-off was not accepted: a stable word, the other side's number for it, and a sentence for people.
///
/// It never holds an address, a secret or the free text of a reply, because replies quote addresses.
package struct FailureReason: Hashable, Sendable {
    /// What went wrong, in a word that is stored and compared.
    package let code: FailureCode
    /// The SMTP or HTTP status, if one was received: 100–999.
    package let status: Int?
    /// The finer code: SMTP's enhanced status such as `5.1.1`, or the voice gateway's error number such as `21211`.
    package let detail: String?

    /// A reason; a `detail` of anything but 1 to 32 ASCII letters, digits, dots and hyphens is left out.
    package init(_ code: FailureCode, status: Int? = nil, detail: String? = nil) {
        self.code = code
        self.status = status
        self.detail = detail.flatMap { text in
            let isCode = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
            return isCode && (1...32).contains(text.count) ? text : nil
        }
    }

    /// Whose trouble it is; breakers count only the provider's.
    package var fault: FailureCode.Fault { code.fault }

    /// The sentence a person reads.
    package var text: LocalizedText { code.text }
}

extension FailureReason: CustomStringConvertible {
    /// For logs: the code, the status and the detail, such as `mailboxUnknown 550 5.1.1`.
    package var description: String {
        ([code.rawValue] + [status.map(String.init), detail].compactMap(\.self)).joined(separator: " ")
    }
}
