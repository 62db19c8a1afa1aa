package import Domain

/// One of the 188 regions (細分区域) in which JMA reports seismic intensity; none crosses a prefecture.
package struct Region: Hashable, Sendable {
    /// JMA's code, the thing a profile stores.
    package let code: JMARegionCode
    /// 石川県能登 and Noto Region, Ishikawa Prefecture. The Japanese name usually contains the prefecture.
    package let name: LocalizedText
    /// いしかわけんのと.
    package let kana: String
    /// The prefecture it lies in.
    package let prefecture: PrefectureCode
}
