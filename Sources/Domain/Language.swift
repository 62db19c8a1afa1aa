/// A language that pages and mails exist in.
package enum Language: String, CaseIterable, Sendable, Codable {
    /// 日本語, the default.
    case japanese = "ja"
    /// English.
    case english = "en"
}
