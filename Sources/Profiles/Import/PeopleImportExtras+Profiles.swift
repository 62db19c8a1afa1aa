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
                    precision: AddressPrecision(context.settings.regionRule))
                return refusals(of: cells, rules, table, mail)
            },
            checkNew: { cells in
                let draft = ImportColumns.apply(cells, to: ProfileDraft())
                let masked = ImportColumns.maskedColumns(cells)
                let missing = incomplete(draft, table, mail).filter { error in
                    !masked.contains(error.field) && (error.rule != "required" || isRegion(error))
                }
                return masked.map(isMasked) + missing.map(inFile)
            },
            hold: { lines, tenant, transaction in
                let hasVoice = try ReadOrganization.load(tenant, in: transaction).contract.hasVoice
                let precision = try AddressPrecision.load(tenant, in: transaction)
                let stored = try StoredProfile.load(Array(lines.keys), in: tenant, table, transaction)
                var found: [PersonID: Held] = [:]
                for (person, cells) in lines {
                    guard let old = stored[person]?.seen(precision) else { continue }
                    let draft = old.draft
                    let typed = ImportColumns.apply(cells, to: draft)
                    // Almost everybody: nothing needs to be understood where nothing differs.
                    if typed == draft { continue }
                    let kept = sheet(cells, over: old, table, mail).draft
                    let differences = ImportColumns.differences(from: draft, to: typed, kept: kept)
                    if differences.isEmpty { continue }
                    // What was wrong before the file, its writer cannot know.
                    let before = Set(incomplete(draft, table, mail).map { [$0.field, $0.rule] })
                    let refusals = incomplete(typed, table, mail).filter { error in
                        (hasVoice || error.rule != "required" || isRegion(error))
                            && !before.contains([error.field, error.rule])
                    }
                    found[person] = Held(differences: differences, refusals: refusals.map(inFile))
                }
                return found
            },
            additions: { cells in
                let draft = ImportColumns.apply(cells, to: ProfileDraft())
                return ImportColumns.differences(from: ProfileDraft(), to: draft, kept: draft)
            },
            store: { lines, tenant, now, transaction in
                let precision = try AddressPrecision.load(tenant, in: transaction)
                let sheets = try StoredProfile.load(Array(lines.keys), in: tenant, table, transaction)
                var changed: [PersonID: ProfileSheet] = [:]
                for (person, stored) in sheets {
                    let sheet = sheet(lines[person] ?? [:], over: stored.seen(precision), table, mail)
                        .keeping(stored, precision)
                    guard sheet != stored else { continue }
                    changed[person] = sheet
                    try AddressQuestion.drop(person, from: stored, to: sheet, in: tenant, transaction)
                    if stored.hasContacts, ProfileChange.between(stored, sheet).contains(where: \.isOfContact) {
                        try notice.queue(ContactNotice.contacts, tenant, person, now, transaction)
                    }
                }
                try StoredProfile.store(changed, in: tenant, table, now: now, transaction)
            })
    }

    /// What is wrong with the cells for themselves. Whether they are whole is seen beside what is stored.
    private static func refusals(
        of cells: [String: String], _ rules: ProfileRules, _ table: RegionTable, _ mail: MailAddressCheck
    ) -> [FieldError] {
        let draft = ImportColumns.apply(cells, to: ProfileDraft())
        // Numbers are stored for an organization without the voice option too, and wait for it.
        let typed = ProfileRules(hasVoice: true, precision: rules.precision, needsAddresses: false)
        return flaws(draft, typed, table, mail).filter { error in
            switch error.rule {
            case "numberMissing": false
            // An empty region takes the address away: not beside a city or a street that the line gives.
            case "required": isRegion(error) ? cells[error.field] != nil : rules.hasVoice
            default: true
            }
        }.map(inFile)
    }

    /// What is missing or stands twice in a whole profile: an order, the number of an order, the region of a city.
    private static func incomplete(
        _ draft: ProfileDraft, _ table: RegionTable, _ mail: MailAddressCheck
    ) -> [FieldError] {
        flaws(draft, ProfileRules(hasVoice: true, precision: .prefecture, needsAddresses: false), table, mail)
            .filter { ["required", "taken", "numberMissing"].contains($0.rule) }
    }

    private static func flaws(
        _ draft: ProfileDraft, _ rules: ProfileRules, _ table: RegionTable, _ mail: MailAddressCheck
    ) -> [FieldError] {
        do {
            _ = try ProfileSheet(checking: draft, rules: rules, previous: nil, in: table, mail: mail)
            return []
        } catch {
            return error.errors
        }
    }

    private static func isRegion(_ error: FieldError) -> Bool { error.field.hasSuffix("Region") }

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
        guard isRegion(error) else { return error }
        let message =
            switch error.rule {
            case "regionRequired":
                LocalizedText(
                    ja: "団体の決まりで、地域まで必要です。17-390 のように、都道府県と地域の番号を書いてください。",
                    en: "Your organization needs the region: write prefecture and region, such as 17-390.")
            case "regionNotUsed":
                LocalizedText(
                    ja: "団体の決まりで、都道府県だけを登録します。17 のように、都道府県の番号だけを書いてください。",
                    en: "Your organization asks only for the prefecture: write its number alone, such as 17.")
            case "required":
                LocalizedText(
                    ja: "市区町村や番地だけでは登録できません。17-390 のように、都道府県と地域の番号も書いてください。",
                    en: "A city or street alone cannot be stored. Write prefecture and region too, such as 17-390.")
            default:
                LocalizedText(
                    ja: "この番号の地域はありません。17-390 のように、都道府県と地域の番号を書いてください。",
                    en: "There is no such region. Write prefecture and region, such as 17-390.")
            }
        return FieldError(field: error.field, rule: error.rule, message: message)
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
