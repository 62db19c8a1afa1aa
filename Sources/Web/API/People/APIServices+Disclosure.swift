import Domain
import HTTPServer
import Profiles
import Tenants

extension APIServices {
    /// Contacts whole, for a reason that their people are told. Answers are not kept for repeated calls.
    var disclosureOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/me/disclosures") { visit in
                let told = try await ownDisclosures(visit.scope, at: visit.now)
                return .json([
                    "items": .array(
                        told.map { told in
                            [
                                "at": JSON(told.at), "way": .text(told.way.rawValue),
                                "who": ["ja": .text(told.who[.japanese]), "en": .text(told.who[.english])],
                                "reason": .text(told.reason),
                            ]
                        })
                ])
            },
            APIOperation(.post, "/api/v1/me/disclosures/read", body: .json) { visit in
                var body = try JSONBody(visit.request)
                let last = body.instant("until")
                try body.finish()
                try await ownDisclosures.read(visit.scope, until: min(last ?? visit.now, visit.now))
                return .empty()
            },
            APIOperation(.post, "/api/v1/people/{person}/contacts", body: .json, discloseContacts),
            APIOperation(
                .post, "/api/v1/exports/people", query: Self.peopleFilter, body: .json, deadline: .seconds(300),
                discloseFile),
        ]
    }

    private var ownDisclosures: OwnDisclosures { OwnDisclosures(database: database) }
    private var disclose: DiscloseContacts {
        DiscloseContacts(database: database, export: exportPeople, notice: ownProfile.notice, table: regions)
    }

    private func reason(_ visit: Visit) throws -> DisclosureReason {
        var body = try JSONBody(visit.request)
        let text = body.text("reason")
        return try DisclosureReason(body.finished(text))
    }

    private func discloseContacts(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.exportContacts)
        try visit.requireProof()
        let person = try visit.identifier("person", PersonID.self)
        try await disclose.open(scope, person, try reason(visit), at: visit.now)
        guard let found = try await disclose(scope, person, at: visit.now) else { throw NotFound("person") }
        func json(_ contacts: [SendingContacts.Contact]) -> JSON {
            .array(contacts.map { ["position": JSON($0.position), "value": .text($0.value)] })
        }
        return .json([
            "mails": json(found.sending.mails), "phones": json(found.sending.phones),
            "spareMail": found.spareMail.map(JSON.text) ?? .null,
            "sparePhone": found.sparePhone.map(JSON.text) ?? .null, "until": JSON(found.until),
        ])
    }

    private func discloseFile(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.exportContacts)
        try visit.requireProof()
        let filter = try Self.peopleFilter(visit)
        let file = try SpoolFile(in: spoolFolder)
        try await disclose.file(scope, filter, try reason(visit), at: visit.now) { try file.append($0) }
        return .download(try file.finish(), contentType: "text/csv; charset=utf-8", fileName: "people.csv")
    }
}
