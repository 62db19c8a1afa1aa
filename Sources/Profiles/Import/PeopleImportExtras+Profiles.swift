import Database
import Domain
package import Tenants

extension PeopleImportExtras {
    /// Contacts and addresses in a people's file: `mail1`, `phone1`, `phone1Order`, `workRegion` (`17-390`), ….
    ///
    /// A line is checked as the profile's form is; only an address that the file does not give may be missing, because
    /// the person fills it in at the first login. Whoever had contacts before is told at the old ones, as after an own
    /// change: a file must not take over a login's mails unseen.
    package static func profiles(
        table: RegionTable, mail: MailAddressCheck, notice: ContactNotice = .none
    ) -> PeopleImportExtras {
        PeopleImportExtras(
            tables: ["contact", "address"], column: ImportColumns.column,
            check: { cells, context in
                let rules = ProfileRules(
                    hasVoice: context.organization.contract.hasVoice,
                    precision: context.settings.regionRule == .regionRequired ? .region : .prefecture)
                return refusals(of: cells, rules, table, mail)
            },
            checkNew: { cells in ImportColumns.maskedColumns(cells).map(isMasked) },
            differences: { lines, tenant, transaction in
                let stored = try StoredProfile.load(Array(lines.keys), in: tenant, table, transaction)
                var found: [PersonID: [Difference]] = [:]
                for (person, cells) in lines {
                    guard let old = stored[person] else { continue }
                    let draft = old.draft
                    let typed = ImportColumns.apply(cells, to: draft)
                    // Almost everybody: nothing needs to be understood where nothing differs.
                    if typed == draft { continue }
                    let kept = sheet(cells, over: old, table, mail).draft
                    let differences = ImportColumns.differences(from: draft, to: typed, kept: kept)
                    if !differences.isEmpty { found[person] = differences }
                }
                return found
            },
            additions: { cells in
                let draft = ImportColumns.apply(cells, to: ProfileDraft())
                return ImportColumns.differences(from: ProfileDraft(), to: draft, kept: draft)
            },
            store: { lines, tenant, now, transaction in
                let sheets = try StoredProfile.load(Array(lines.keys), in: tenant, table, transaction)
                var changed: [PersonID: ProfileSheet] = [:]
                for (person, stored) in sheets {
                    let sheet = sheet(lines[person] ?? [:], over: stored, table, mail)
                    guard sheet != stored else { continue }
                    changed[person] = sheet
                    try AddressQuestion.drop(person, from: stored, to: sheet, in: tenant, transaction)
                    if stored.hasContacts, ProfileChange.between(stored, sheet).contains(where: \.isOfContact) {
                        try notice.queue(ContactNotice.contacts, tenant, person, now, transaction)
                    }
                }
                try StoredProfile.store(changed, in: tenant, now: now, transaction)
            })
    }

    private static func refusals(
        of cells: [String: String], _ rules: ProfileRules, _ table: RegionTable, _ mail: MailAddressCheck
    ) -> [FieldError] {
        let draft = ImportColumns.apply(cells, to: ProfileDraft())
        do {
            _ = try ProfileSheet(checking: draft, rules: rules, previous: nil, in: table, mail: mail)
            return []
        } catch {
            // A file may leave out the number whose order it gives.
            return error.errors.filter {
                !($0.rule == "required" && $0.field.hasSuffix("Region")) && $0.rule != "numberMissing"
            }.map { $0.field.hasSuffix("Region") ? inFile($0) : $0 }
        }
    }

    /// A file of another organization, or of people who are gone: what is hidden there is known to nobody here.
    private static func isMasked(_ column: String) -> FieldError {
        FieldError(
            field: column, rule: "masked",
            message: LocalizedText(
                ja: "伏せ字のため、新しい方には登録できません。入力し直すか、空にしてください。",
                en: "This is masked, so it cannot be set for somebody new. Write it out, or leave it empty."))
    }

    /// What a file gives instead of a choice in the form.
    private static func inFile(_ error: FieldError) -> FieldError {
        let isTooShort = error.rule == "regionRequired"
        return FieldError(
            field: error.field, rule: error.rule,
            message: isTooShort
                ? LocalizedText(
                    ja: "団体の決まりで、地域まで必要です。17-390 のように、都道府県と地域の番号を書いてください。",
                    en: "Your organization needs the region: write prefecture and region, such as 17-390.")
                : LocalizedText(
                    ja: "この番号の地域はありません。17-390 のように、都道府県と地域の番号を書いてください。",
                    en: "There is no such region. Write prefecture and region, such as 17-390."))
    }

    /// The stored profile with the line's cells, all of which were checked before.
    private static func sheet(
        _ cells: [String: String], over stored: ProfileSheet, _ table: RegionTable, _ mail: MailAddressCheck
    ) -> ProfileSheet {
        let draft = ImportColumns.apply(cells, to: stored.draft)
        var check = ProfileCheck(table: table, mail: mail)
        var sheet = stored
        let order = check.order(draft.mailOrder, field: "mailOrder")
        sheet.sending.mails = draft.mails.enumerated().compactMap { index, typed in
            check.mail(typed, field: "mail").map { .init(position: index + 1, value: $0, order: order) }
        }
        sheet.sending.phones = draft.phones.enumerated().compactMap { index, typed in
            guard let number = check.phone(typed, field: "phone") else { return nil }
            return .init(
                position: index + 1, value: number, order: check.order(draft.phoneOrders[index], field: "order"))
        }
        sheet.spareMail = check.mail(draft.spareMail, field: "spareMail")
        sheet.sparePhone = check.phone(draft.sparePhone, field: "sparePhone")
        for kind in AddressKind.allCases {
            sheet.addresses[kind] = check.address(
                draft[kind], kind, ProfileRules(hasVoice: true, precision: .prefecture))
        }
        return sheet
    }
}

extension ProfileSheet {
    /// Whether there is any address or number; whoever is new has none.
    fileprivate var hasContacts: Bool {
        !sending.mails.isEmpty || !sending.phones.isEmpty || spareMail != nil || sparePhone != nil
    }
}
