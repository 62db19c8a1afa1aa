package import Domain

extension ProfileSheet {
    /// Checks what was typed: every field, so that a person sees all reasons at once.
    ///
    /// - Parameters:
    ///   - previous: The stored profile. Fields that the organization does not have are taken from it unchanged.
    /// - Throws: `InvalidInput` with field names `language`, `mail1`…, `mailOrder`, `phone1`…, `phone1Order`…,
    ///   `spareMail`, `sparePhone`, `workRegion`, `workCity`, `workStreet`, `home1Region` ….
    package init(
        checking draft: ProfileDraft, rules: ProfileRules, previous: ProfileSheet?, in table: RegionTable,
        mail: MailAddressCheck
    ) throws(InvalidInput) {
        var check = ProfileCheck(table: table, mail: mail)
        language = check.language(draft.language)
        // Without the voice option no order is asked for; what was stored waits for its return.
        let mailOrder =
            rules.hasVoice
            ? check.order(draft.mailOrder, field: "mailOrder") : previous?.sending.mails.first?.order
        var mails: [SendingContacts.Contact] = []
        for (index, typed) in draft.mails.prefix(3).enumerated() {
            guard let address = check.mail(typed, field: "mail\(index + 1)") else { continue }
            mails.append(SendingContacts.Contact(position: index + 1, value: address, order: mailOrder))
        }
        var phones: [SendingContacts.Contact] = []
        if rules.hasVoice {
            var filled: [(order: ContactOrder?, isFilled: Bool)] = []
            for index in 0..<min(3, draft.phones.count) {
                let order = check.order(draft.phoneOrders[index], field: "phone\(index + 1)Order")
                filled.append((order, !draft.phones[index].allSatisfy(\.isWhitespace)))
                guard let number = check.phone(draft.phones[index], field: "phone\(index + 1)") else { continue }
                phones.append(SendingContacts.Contact(position: index + 1, value: number, order: order))
            }
            check.requireOrders(
                mail: mailOrder, hasMail: draft.mails.prefix(3).contains { !$0.allSatisfy(\.isWhitespace) },
                phones: filled)
        } else {
            phones = previous?.sending.phones ?? []
        }
        sending = SendingContacts(mails: mails, phones: phones)
        spareMail = check.mail(draft.spareMail, field: "spareMail")
        sparePhone = check.phone(draft.sparePhone, field: "sparePhone")
        var addresses: [AddressKind: Address] = [:]
        for kind in AddressKind.allCases {
            addresses[kind] = check.address(draft.addresses[kind] ?? ProfileDraft.Address(), kind, rules)
        }
        self.addresses = addresses
        if !check.errors.isEmpty { throw InvalidInput(check.errors) }
    }
}
