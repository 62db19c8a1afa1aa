package import Domain
package import Profiles

extension EventState {
    /// The line that names this earthquake to people: 16:10 石川県能登地方の地震. Times are Japan's, as JMA gives them.
    ///
    /// Before the epicentre is known, the region that shook most names it: 16:10 石川県能登などで震度6強の地震.
    package func title(in table: RegionTable) -> LocalizedText {
        let clock = occurredAt.map(XMLTime.clock)
        let japanese: String
        var english = clock.map { "Earthquake at \($0)" } ?? "Earthquake"
        if let hypocentre {
            japanese = "\(hypocentre)の地震"
        } else if let (region, several) = strongest, let maximum {
            let place = table[region]?.name[.japanese] ?? "\(region)"
            japanese = "\(place)\(several ? "など" : "")で震度\(maximum.name[.japanese])の地震"
        } else {
            japanese = "地震"
        }
        if let place = epicentre(in: table) {
            english += ", \(place)"
        } else if let (region, several) = strongest, let maximum, let place = table[region]?.name[.english] {
            english += ", intensity \(maximum.name[.english]) in \(place)\(several ? " and elsewhere" : "")"
        }
        return LocalizedText(ja: [clock, japanese].compactMap { $0 }.joined(separator: " "), en: english)
    }

    /// Where it was: the epicentre's area, or before that is known the region that shook most; nil if neither is known.
    package func place(in table: RegionTable) -> LocalizedText? {
        let region = strongest.flatMap { table[$0.0]?.name }
        guard let japanese = hypocentre ?? region?[.japanese] else { return nil }
        return LocalizedText(ja: japanese, en: epicentre(in: table) ?? region?[.english] ?? japanese)
    }

    /// The first of the regions with the strongest intensity, and whether there are more of them.
    private var strongest: (JMARegionCode, several: Bool)? {
        let regions = shaking.filter { $0.value.counted == maximum }.keys.sorted()
        return regions.first.map { ($0, regions.count > 1) }
    }

    /// The epicentre in English, where it has the name of a region; areas of the sea have none in the table.
    private func epicentre(in table: RegionTable) -> String? {
        guard let hypocentre else { return nil }
        return table.regions.first { region in
            let name = region.name[.japanese]
            return hypocentre == name || hypocentre == name + "地方"
        }?.name[.english]
    }
}
