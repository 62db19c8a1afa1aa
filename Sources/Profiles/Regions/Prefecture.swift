package import Domain

/// A prefecture (都道府県).
package struct Prefecture: Hashable, Sendable {
    /// Its JIS code.
    package let code: PrefectureCode
    /// 石川県 and Ishikawa.
    package let name: LocalizedText
    /// いしかわけん.
    package let kana: String
}
