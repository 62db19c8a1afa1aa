package import Domain

/// A person's language, contacts and addresses, all checked. Comes from `ProfileSheet.init(checking:…)` or the database.
package struct ProfileSheet: Hashable, Sendable {
    /// One address.
    package struct Address: Hashable, Sendable {
        /// Where it lies; nil where only city or street were given: no earthquake finds such an address.
        package let region: AddressRegion?
        /// 市区町村, at most 40 characters.
        package let city: String
        /// 番地・マンション名, at most 80 characters.
        package let street: String
    }

    /// The language of pages and mails.
    package internal(set) var language: Language
    /// What the engine may use.
    package internal(set) var sending: SendingContacts
    /// Never used for sending.
    package internal(set) var spareMail: String?
    /// Never used for sending.
    package internal(set) var sparePhone: String?
    /// The addresses that are filled in.
    package internal(set) var addresses: [AddressKind: Address]
}

extension ProfileSheet.Address {
    /// As much of it as an organization wants to know.
    func seen(_ precision: AddressPrecision) -> ProfileSheet.Address {
        ProfileSheet.Address(region: region?.seen(precision), city: city, street: street)
    }

    /// The address as it is to be stored: whatever was known of it and is not shown stays with it until it changes.
    func keeping(_ old: ProfileSheet.Address?, _ precision: AddressPrecision) -> ProfileSheet.Address {
        if let old, old.seen(precision) == self { old } else { self }
    }
}

extension ProfileSheet {
    /// The profile with as much of each address as an organization wants to know.
    func seen(_ precision: AddressPrecision) -> ProfileSheet {
        var sheet = self
        sheet.addresses = addresses.mapValues { $0.seen(precision) }
        return sheet
    }

    /// The profile as it is to be stored: whatever was known of an address and is not shown stays with it until it changes.
    func keeping(_ old: ProfileSheet, _ precision: AddressPrecision) -> ProfileSheet {
        var sheet = self
        for (kind, address) in addresses { sheet.addresses[kind] = address.keeping(old.addresses[kind], precision) }
        return sheet
    }

    /// The same values as the form shows them.
    package var draft: ProfileDraft {
        var draft = ProfileDraft()
        draft.language = language.rawValue
        for mail in sending.mails { draft.mails[mail.position - 1] = mail.value }
        draft.mailOrder = sending.mails.first?.order.map { String($0.rawValue) } ?? ""
        for phone in sending.phones {
            draft.phones[phone.position - 1] = phone.value
            draft.phoneOrders[phone.position - 1] = phone.order.map { String($0.rawValue) } ?? ""
        }
        draft.spareMail = spareMail ?? ""
        draft.sparePhone = sparePhone ?? ""
        for (kind, address) in addresses {
            draft.addresses[kind] = ProfileDraft.Address(
                place: address.region?.place ?? "", city: address.city, street: address.street)
        }
        return draft
    }
}

extension AddressRegion {
    /// Prefecture, region and municipality as forms, files and programs write them: `17-390-1720400`.
    package var place: String {
        [prefecture.description, region?.description, municipality?.description].compactMap(\.self)
            .joined(separator: "-")
    }

    /// The place that a form, a file or a program wrote; nil if its parts do not agree with the table.
    package init?(place: String, in table: RegionTable) {
        let parts = place.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), let prefecture = PrefectureCode(parts[0]) else { return nil }
        let region = parts.count > 1 ? JMARegionCode(parts[1]) : nil
        let municipality = parts.count > 2 ? MunicipalityCode(parts[2]) : nil
        guard parts.count < 2 || region != nil, parts.count < 3 || municipality != nil else { return nil }
        self.init(prefecture: prefecture, region: region, municipality: municipality, in: table)
    }
}
