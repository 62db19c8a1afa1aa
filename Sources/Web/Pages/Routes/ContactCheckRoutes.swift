import Domain
import HTTPServer
import Profiles

/// The page behind the link in a check mail. Only POST confirms; GET and HEAD may come from mail scanners.
struct ContactCheckRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    private var confirm: ConfirmContact { ConfirmContact(database: services.database) }

    var routes: [Route] {
        [
            Route(.get, "/v/{token}", .link) { visit in
                answer(visit, try await confirm.question(token(visit), now: visit.now))
            },
            Route(.post, "/v/{token}", .link, bodyLimit: 10_000) { visit in
                let question = try await confirm(token(visit), requestID: visit.requestID, now: visit.now)
                // The page after it is shown again however often it is reloaded.
                if question == nil { return answer(visit, nil) }
                return sealed(.redirect(to: Address("v", token(visit)).text))
            },
        ]
    }

    private func token(_ visit: Visit) -> String { visit.parameters["token"] ?? "" }

    private func answer(_ visit: Visit, _ question: ConfirmContact.Question?) -> HTTPResponse {
        let address = Address("v", token(visit))
        guard let question else {
            return sealed(
                renderer.send(ContactCheckPage(standing: .over, address: address), to: visit, status: .notFound))
        }
        let page = ContactCheckPage(
            systemTitle: question.systemTitle,
            standing: question.isConfirmed ? .confirmed(masked: question.masked) : .asked(masked: question.masked),
            isOfFamily: question.isOfFamily, address: address)
        return sealed(renderer.send(page, to: visit))
    }

    /// The address is all the proof there is: no other page and no search engine may learn it.
    private func sealed(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
    }
}
