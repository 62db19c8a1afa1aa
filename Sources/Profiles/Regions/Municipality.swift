package import Domain

/// A municipality, a ward of a designated city, or one of the two islands that JMA lists apart from their city.
package struct Municipality: Hashable, Sendable {
    /// JMA's code.
    package let code: MunicipalityCode
    /// The official name, wards with their city: 札幌市中央区 and Chuo Ward, Sapporo City.
    package let name: LocalizedText
    /// さっぽろしちゅうおうく.
    package let kana: String
    /// The name in JMA's bulletins, unique in Japan: 札幌中央区, 東京府中市.
    package let bulletinName: String
    /// さっぽろちゅうおうく.
    package let bulletinKana: String
    /// The designated city (政令指定都市) of a ward: 札幌市; nil for everything else.
    package let parentCity: String?
    /// The region that contains it, exactly one.
    package let region: JMARegionCode

    /// The prefecture it lies in.
    package let prefecture: PrefectureCode
}
