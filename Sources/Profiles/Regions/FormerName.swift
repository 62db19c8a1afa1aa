package import Domain

/// A name that a municipality or ward bore until it merged or changed it, and where it lies now.
package struct FormerName: Hashable, Sendable {
    /// 浜岡町 and Hamaoka Town; wards with their city.
    package let name: LocalizedText
    /// はまおかちょう.
    package let kana: String
    /// 小笠郡, which people write before the name; nil where there was none.
    package let district: String?
    /// The prefecture it lay in.
    package let prefecture: PrefectureCode
    /// The code it had, where addresses of today may still carry it.
    package let code: MunicipalityCode?
    /// Where it lies now: several municipalities if it was split, or if its successor has wards and no table says which.
    package let successors: [MunicipalityCode]
}
