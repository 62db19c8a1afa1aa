import Auth
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// One person, as an administrator adds and changes them, with the confirm step.
struct PersonRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/people/new", .session) { visit in
                try await page(visit, nil, PersonForm())
            },
            Route(.post, "/people/new", .session, keptForm: .itself) { try await take($0, nil) },
            Route(.post, "/people/new/confirm", .session, keptForm: .above) { try await save($0, nil) },
            Route(.get, "/people/{person}", .session) { visit in
                let person = try await person(visit)
                return try await page(visit, person, PersonForm(person.details, try await days(visit)))
            },
            Route(.post, "/people/{person}", .session, keptForm: .itself) { try await take($0, try await person($0)) },
            Route(.post, "/people/{person}/confirm", .session, keptForm: .above) {
                try await save($0, try await person($0))
            },
        ]
    }

    /// People of an office have IDs with A, all others have none.
    private func house(_ visit: Visit) -> LoginID.House {
        visit.session?.isOffice == true ? .office : .organization
    }

    private func person(_ visit: Visit) async throws -> Person {
        let scope = try visit.scope
        try scope.require(.viewPeople)
        return try await services.listPeople.person(scope, try visit.identifier("person"))
    }

    /// The form comes back: to be mended, or to be confirmed.
    private func take(_ visit: Visit, _ old: Person?) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePeople)
        let fields = visit.request.formData()
        var form = PersonForm(fields)
        if fields["edit"] != nil { return try await page(visit, old, form) }
        let facts = try await services.facts(scope)
        let details: PersonDetails
        do {
            details = try form.details(
                over: old?.details, language: facts.settings.defaultLanguage, of: house(visit),
                DayFormat(timeZone: facts.settings.timeZone))
        } catch {
            return try await page(visit, old, form, errors: error.errors)
        }
        if details.appoints(over: old?.details) { try visit.requireProof() }
        if old == nil, let leaver = try await services.listPeople.leaver(scope, details.loginID) {
            return try await page(visit, old, form, leaver: leaver)
        }
        let words = PersonChangeWords(
            lists: try await lists(scope), days: DayFormat(timeZone: facts.settings.timeZone),
            language: visit.language)
        // What follows from leaving is shown as well: the last day, and when the data are removed.
        let settled = Leaving.settled(details, over: old?.details, facts.settings, now: visit.now)
        let changes = words.changes(from: old?.details, to: settled)
        guard !changes.isEmpty else { return renderer.redirect(to: "/people") }
        if let old {
            let version = PersonForm.version(of: old.details, DayFormat(timeZone: facts.settings.timeZone))
            if version.isOther(than: form.version) {
                // What was typed may be sent again, now that it was seen what it would write over.
                form.version = version.description
                return try await page(visit, old, form, changedMeanwhile: changes)
            }
        }
        let confirm = ConfirmPage(
            subject: .person(id: old?.id.description), changes: changes, sealed: form.hidden)
        return renderer.send(confirm, to: visit, zone: facts.zone)
    }

    private func save(_ visit: Visit, _ old: Person?) async throws -> HTTPResponse {
        let scope = try visit.scope
        let form = PersonForm(visit.request.formData())
        do {
            let facts = try await services.facts(scope)
            let days = DayFormat(timeZone: facts.settings.timeZone)
            let (house, language) = (house(visit), facts.settings.defaultLanguage)
            let read: @Sendable (PersonDetails?) throws -> PersonDetails = { stored in
                let details = try form.details(over: stored, language: language, of: house, days)
                if details.appoints(over: stored) { try visit.requireProof() }
                return details
            }
            if let old {
                try await services.changePerson(scope, old.id, at: visit.now) { person in
                    let version = PersonForm.version(of: person.details, days)
                    if version.isOther(than: form.version) { throw ChangedMeanwhile() }
                    return try read(person.details)
                }
                return renderer.redirect(to: "/people/\(old.id.description)", .registered(.person))
            }
            let id = try await services.addPerson(scope, try read(nil), at: visit.now)
            return renderer.redirect(to: "/people/\(id.description)", .registered(.person))
        } catch let refusal as InvalidInput {
            return try await page(visit, old, form, errors: PersonForm.onPage(refusal).errors)
        } catch is ChangedMeanwhile {
            return try await take(visit, try await person(visit))
        }
    }

    private func page(
        _ visit: Visit, _ person: Person?, _ form: PersonForm, errors: [FieldError] = [], leaver: Person? = nil,
        changedMeanwhile: [Change] = []
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePeople)
        let facts = try await services.facts(scope)
        let lists = try await lists(scope)
        var page = PersonPage(
            id: person?.id.description, values: form.values,
            departments: lists.departments.choices(form.department, none: visit.language),
            locations: lists.locations.choices(form.location, none: visit.language),
            userCodes: lists.userCodes.choices(form.userCode, none: visit.language))
        page.errors = errors
        page.version = form.version ?? ""
        page.changedMeanwhile = changedMeanwhile
        page.leaver = leaver.map { leaver in
            let stored = PersonForm(leaver.details, DayFormat(timeZone: facts.settings.timeZone)).withoutLeaving
            return PersonPage.Leaver(
                id: leaver.id.description, name: leaver.details.name.description, fields: stored.taking(form).hidden)
        }
        if let person {
            let login = try await services.passwordStates(scope, of: [person.id], at: visit.now)[person.id]
            page.password = login?.standing ?? .notIssued
            page.lastLogin = login?.lastLogin
            if [.temporary, .expired].contains(page.password) {
                let mails = try await services.passwordMails(of: [person.id], scope)[person.id] ?? []
                page.passwordMails = mails.map { ($0.masked, AttemptOutcome($0)) }
            }
            let contacts = try await services.database.read(scope) { transaction in
                try SendingContacts.load(of: [person.id], in: scope.tenant, transaction)[person.id]
            }
            page.mayDisclose = try await services.discloseContacts.isAllowed(scope)
            page.contacts = Self.masked(contacts ?? SendingContacts(), facts.dispatch)
            if visit.session?.isOffice != true {
                page.sequence = SequencePreview(
                    of: contacts ?? SendingContacts(), facts.dispatch, showsDestinations: false)
            }
        }
        return renderer.send(
            page, to: visit, zone: facts.zone, status: changedMeanwhile.isEmpty ? .ok : .conflict)
    }

    private func days(_ visit: Visit) async throws -> DayFormat {
        DayFormat(timeZone: try await services.facts(visit.scope).settings.timeZone)
    }

    private func lists(_ scope: TenantScope) async throws -> PersonCodeLists {
        PersonCodeLists(
            departments: try await services.departments(scope), locations: try await services.locations(scope),
            userCodes: try await services.userCodes(scope))
    }

    private static func masked(_ contacts: SendingContacts, _ settings: DispatchSettings) -> [MaskedContact] {
        func order(_ contact: SendingContacts.Contact) -> Int? { settings.usesVoice ? contact.order?.rawValue : nil }
        return contacts.mails.map {
            MaskedContact(order: order($0), slot: .mail($0.position), masked: ContactMask.mail($0.value))
        }
            + contacts.phones.map {
                MaskedContact(order: order($0), slot: .phone($0.position), masked: ContactMask.phone($0.value))
            }
    }
}
