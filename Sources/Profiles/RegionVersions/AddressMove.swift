/// Where an address lies in a table that is newer than the one it was stored under.
package enum AddressMove: Hashable, Sendable {
    /// Where it lay.
    case stays
    /// The municipality lies in another region now, or all of it belongs to another municipality.
    case goes(to: AddressRegion)
    /// Only the person knows. Until then the address counts as this wider place.
    case asks(meanwhile: AddressRegion)

    /// The move of a stored place; whatever a program of old or a hand wrote there.
    init(of place: StoredPlace, in table: RegionTable) {
        guard let prefecture = PrefectureCode(place.prefecture), table[prefecture] != nil else {
            self = .stays
            return
        }
        let region = place.region.flatMap { JMARegionCode($0) }
        let wider = AddressRegion(stored: prefecture, region: region, municipality: nil, in: table)
        guard let text = place.municipality else {
            self = place.region == nil || wider.region != nil ? .stays : .asks(meanwhile: wider)
            return
        }
        let code = MunicipalityCode(text)
        let now = code.map { table[$0] == nil ? table.successors(of: $0) : [$0] } ?? []
        guard now.count == 1, let lies = AddressRegion(municipality: now[0], in: table) else {
            self = .asks(meanwhile: wider)
            return
        }
        self =
            lies.municipality == code && lies.region == region && lies.prefecture == prefecture
            ? .stays : .goes(to: lies)
    }
}

/// The place of an address as it stands in the database.
package struct StoredPlace: Hashable, Sendable {
    /// Two digits; empty where only city or street are known.
    package let prefecture: String
    /// Three digits; nil for a prefecture alone.
    package let region: String?
    /// Seven digits, if one was picked.
    package let municipality: String?

    /// The narrowest part: what is gone, where nobody knows the successor.
    var narrowest: String { municipality ?? region ?? prefecture }

    /// Where that is by a table, as far as the table knows it; nil without a prefecture.
    func region(in table: RegionTable) -> AddressRegion? {
        PrefectureCode(prefecture).map { prefecture in
            AddressRegion(
                stored: prefecture, region: region.flatMap { JMARegionCode($0) },
                municipality: municipality.flatMap { MunicipalityCode($0) }, in: table)
        }
    }
}

extension StoredPlace {
    /// The place of an address as it is to be stored: what is stored already stays, with all that a newer table says of it,
    /// while the address lies there by this one.
    init(of region: AddressRegion?, over stored: StoredPlace?, in table: RegionTable) {
        if let stored, stored.region(in: table) == region {
            self = stored
        } else {
            self.init(
                prefecture: region?.prefecture.description ?? "", region: region?.region?.description,
                municipality: region?.municipality?.description)
        }
    }
}
