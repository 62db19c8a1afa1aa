import Auth
import Domain
import HTTPServer
import Notify
import Tenants

extension APIServices {
    /// First passwords by mail: nobody but the person reads them.
    var firstPasswordMailOperations: [APIOperation] {
        [
            APIOperation(.post, "/api/v1/first-password-mails", body: .json, isIdempotent: true) { visit in
                try visit.scope.require(.managePasswords)
                try visit.requireProof()
                var body = try JSONBody(visit.request)
                let people = body.identifiers("people", of: PersonID.self, required: false)
                let everybody = body.bool("everybodyWithoutPassword", required: false) ?? false
                try body.finish()
                guard (people == nil) == everybody else {
                    throw Visit.refusal(
                        "people", "either", ja: "「people」か「everybodyWithoutPassword」のどちらか1つを指定してください。",
                        en: "Give either “people” or “everybodyWithoutPassword”.")
                }
                guard let mail = sending.firstPasswordMails else {
                    throw Visit.refusal(
                        "people", "noMail", ja: "この設備では、メールを送る設定がされていません。",
                        en: "This installation has no mail relay.")
                }
                let report = try await mail(
                    visit.scope, people.map { .people($0) } ?? .everybodyWithoutPassword, now: visit.now,
                    randomness: randomness)
                return .json(
                    ["mailed": JSON(report.mailed), "withoutMail": .array(report.withoutMail.map { JSON($0) })],
                    status: .created)
            },
            APIOperation(.get, "/api/v1/people/{person}/first-password-mails") { visit in
                let scope = try visit.scope
                let person: PersonID = try visit.identifier("person")
                try scope.require(.managePasswords)
                _ = try await ListPeople(database: database).person(scope, person)
                let found = try await ReadFirstPasswordDeliveries(database: database)([person], scope)
                let items = (found[person] ?? []).map { delivery -> JSON in
                    [
                        "address": .text(delivery.masked), "state": .text(delivery.state.rawValue),
                        "reason": .text(delivery.reason), "queuedAt": JSON(delivery.queuedAt),
                    ]
                }
                return .json(["items": .array(items)])
            },
        ]
    }
}
