import Domain

/// A mail address or telephone number that the organization's directory gave.
package struct DirectoryContact: Hashable, Sendable {
    /// As the directory wrote it.
    package let sent: String
    /// As it is stored in a profile.
    package let value: String
    /// `work`, `home`, `mobile`, …
    package let type: String?
    /// Whether the directory prefers it; nil if it says nothing of that.
    package let isPrimary: Bool?
    /// The place of the profile in which it was put, 1 to 3; nil while it stands in none.
    package var slot: Int?
    /// Whether it may have a place.
    let isUsable: Bool

    /// A contact that stands in no profile yet.
    ///
    /// - Parameter isUsable: Whether mail can be sent or a call made there.
    package init(
        sent: String, value: String, type: String?, isPrimary: Bool?, slot: Int? = nil, isUsable: Bool = true
    ) {
        self.isUsable = isUsable
        self.sent = sent
        self.value = value
        self.type = type
        self.isPrimary = isPrimary
        self.slot = slot
    }

    /// Whether nobody can be asked there: what is sent to a facsimile machine or a pager answers nothing.
    var isForMachines: Bool { ["fax", "pager"].contains(type?.lowercased()) }
}

/// Where the contacts of a directory go in a profile of three places. What people entered themselves stays: the directory
/// takes away only what it gave, and fills only what is empty.
enum DirectoryPlacement {
    /// - Parameters:
    ///   - wanted: What the directory gives now, in its order; what it prefers comes first.
    ///   - before: What it gave before.
    ///   - slots: The three places of the profile, empty for none.
    /// - Returns: The same contacts with the places they stand in, and the places.
    static func place(
        _ wanted: [DirectoryContact], before: [DirectoryContact], slots: [String]
    ) -> (contacts: [DirectoryContact], slots: [String]) {
        var slots = slots
        var freed: [Int] = []
        for old in before where !wanted.contains(where: { $0.value == old.value }) {
            guard let slot = old.slot, slots[slot - 1] == old.value else { continue }
            slots[slot - 1] = ""
            freed.append(slot)
        }
        var contacts = wanted
        let order =
            wanted.indices.filter { wanted[$0].isPrimary == true }
            + wanted.indices.filter { wanted[$0].isPrimary != true }
        for index in order {
            contacts[index].slot = nil
            if contacts[index].isForMachines || !contacts[index].isUsable { continue }
            let value = contacts[index].value
            if let there = slots.firstIndex(of: value) {
                contacts[index].slot = there + 1
                continue
            }
            // Whoever took it out of the profile has decided so.
            if before.contains(where: { $0.value == value && $0.slot != nil }) { continue }
            let empty = freed.first ?? slots.firstIndex(of: "").map { $0 + 1 }
            guard let empty else { continue }
            freed.removeAll { $0 == empty }
            slots[empty - 1] = value
            contacts[index].slot = empty
        }
        return (contacts, slots)
    }

    /// The contact orders after a change of places: what was there keeps its own, what is new gets the first free one.
    static func orders(mail: ContactOrder?, hasMail: Bool, phones: [(isFilled: Bool, order: ContactOrder?)])
        -> (mail: ContactOrder?, phones: [ContactOrder?])
    {
        var used = Set(phones.filter(\.isFilled).compactMap(\.order))
        if hasMail, let mail { used.insert(mail) }
        func next() -> ContactOrder? {
            let free = (1...4).compactMap { ContactOrder(rawValue: $0) }.first { !used.contains($0) }
            if let free { used.insert(free) }
            return free
        }
        let mail = hasMail ? mail ?? next() : nil
        return (mail, phones.map { phone in phone.isFilled ? phone.order ?? next() : nil })
    }
}
