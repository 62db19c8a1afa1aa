import Auth
import Database
import Domain
import HTTPServer
import Notify
import Tenants

/// The answer pages: by the link of a message, where the token is all the proof there is and no
/// cookie is looked at, and for a person who is signed in. Only POST answers; GET and HEAD may come from mail scanners.
struct AnswerRoutes: Sendable {
    /// The largest form: all fields at their longest.
    private static let bodyLimit = 64_000
    /// Seconds after which a browser asks again.
    private static let refresh = 5

    let services: PageServices
    /// How long to wait before each further try while the store is busy: nobody should have to press twice.
    var pauses: [Duration] = [.milliseconds(200), .seconds(1), .seconds(3)]

    var routes: [Route] {
        [
            Route(.get, "/r/{token}", .link) { visit in
                await linked(visit) { try await show(try link(visit), visit) }
            },
            Route(.post, "/r/{token}", .link, bodyLimit: Self.bodyLimit) { visit in
                await linked(visit) { try await take(try link(visit), visit) }
            },
            Route(.get, "/r/{token}/done", .link) { visit in
                await linked(visit) { try await showDone(try link(visit), visit) }
            },
            Route(.post, "/r/{token}/done", .link, bodyLimit: Self.bodyLimit) { visit in
                await linked(visit) { try await takeDetails(try link(visit), visit) }
            },
            Route(.get, "/me/answers/{broadcast}", .session) { visit in
                try await show(try own(visit), visit)
            },
            Route(.post, "/me/answers/{broadcast}", .session, bodyLimit: Self.bodyLimit, keptForm: .onward) { visit in
                try await take(try own(visit), visit)
            },
            Route(.get, "/me/answers/{broadcast}/done", .session) { visit in
                try await showDone(try own(visit), visit)
            },
            Route(.post, "/me/answers/{broadcast}/done", .session, bodyLimit: Self.bodyLimit, keptForm: .onward) {
                visit in
                try await takeDetails(try own(visit), visit)
            },
        ]
    }

    // MARK: Question, answer, details

    private func show(_ door: AnswerDoor, _ visit: Visit) async throws -> HTTPResponse {
        let view = view(try await door.open(), door, visit)
        guard view.page.takesAnswers else { throw AnswerRefused(hasLeft: view.page.hasLeft) }
        return send(view.question())
    }

    private func take(_ door: AnswerDoor, _ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let answer = AnswerFields.answer(in: form)
        do {
            _ = try await persistently { try await door.record(answer) }
        } catch let error as InvalidInput {
            let view = view(try await door.open(), door, visit)
            return send(
                view.question(typed: answer, refusal: error.errors.first?.message), status: .unprocessable)
        }
        return .redirect(to: place(door.address.appending("done"), visit).text)
    }

    private func showDone(_ door: AnswerDoor, _ visit: Visit) async throws -> HTTPResponse {
        let view = view(try await door.open(), door, visit)
        guard let page = view.done(savedDetails: visit.request.query("saved") != nil) else {
            return .redirect(to: place(door.address, visit).text)
        }
        return send(page)
    }

    private func takeDetails(_ door: AnswerDoor, _ visit: Visit) async throws -> HTTPResponse {
        var answer = AnswerFields.answer(in: visit.request.formData())
        answer.status = nil
        do {
            let details = answer
            _ = try await persistently { try await door.record(details) }
        } catch let error as InvalidInput {
            let view = view(try await door.open(), door, visit)
            let page = view.done(savedDetails: false, typed: answer, refusal: error.errors.first?.message)
            return send(page ?? view.question(refusal: error.errors.first?.message), status: .unprocessable)
        }
        return .redirect(to: place(door.address.appending("done"), visit).adding("saved", "1").text)
    }

    // MARK: Doors

    private func link(_ visit: Visit) throws -> AnswerDoor {
        guard let token = visit.parameters["token"].flatMap({ AnswerToken($0) }) else { throw NotFoundLink() }
        return AnswerDoor(
            address: "/r/\(token.text.exposed)", open: { try await services.openAnswer(token) },
            record: { try await services.recordAnswer($0, token: token) })
    }

    private func own(_ visit: Visit) throws -> AnswerDoor {
        let scope = try visit.scope
        let broadcast = try visit.identifier("broadcast", BroadcastID.self)
        return AnswerDoor(
            address: "/me/answers/\(broadcast.description)", back: "/menu",
            csrf: visit.session.map { Secret($0.csrfToken) },
            open: { try await services.openAnswer.own(broadcast, scope) },
            record: { try await services.recordAnswer.own($0, to: broadcast, scope) })
    }

    // MARK: What goes wrong

    /// Answers a holder of a link in the light pages whatever happens; every unknown token gets the same.
    private func linked(
        _ visit: Visit, _ answer: () async throws -> HTTPResponse
    ) async -> HTTPResponse {
        var response = await answered(visit, answer)
        // The address is all the proof there is: no other page may learn it.
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
    }

    private func answered(
        _ visit: Visit, _ answer: () async throws -> HTTPResponse
    ) async -> HTTPResponse {
        let language = chosen(visit) ?? AnswerLanguage(visit.language)
        do {
            return try await answer()
        } catch is NotFound, is NotFoundLink {
            return notice(.unknownLink, language)
        } catch let refusal as AnswerRefused {
            return notice(refusal.hasLeft ? .left : .closed, language)
        } catch {
            services.log.error("answer.notTaken", ("request", visit.requestID), ("reason", "\(error)"))
            let isPost = visit.request.method == .post
            var response = notice(
                isPost ? .busy(again: AnswerFields.again(visit.request.formData())) : .unavailable, language)
            response.headers["Retry-After"] = String(Self.refresh)
            // Only a page that shows something asks again by itself: a press must not be lost by leaving its page.
            if !isPost { response.headers["Refresh"] = String(Self.refresh) }
            return response
        }
    }

    private func notice(_ notice: AnswerNotice, _ language: AnswerLanguage) -> HTTPResponse {
        send(AnswerNoticePage(language: language, notice: notice).html(), status: HTTPStatus(notice.status))
    }

    /// Tries again while the store is busy; an answer is recorded once however often it is tried.
    private func persistently<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        for pause in pauses {
            do {
                return try await work()
            } catch let error as DatabaseError where error.isPassing {
                try await Task.sleep(for: pause)
            }
        }
        return try await work()
    }

    // MARK: Pages

    private func view(_ page: Notify.AnswerPage, _ door: AnswerDoor, _ visit: Visit) -> AnswerView {
        AnswerView(
            page: page, language: chosen(visit) ?? AnswerLanguage(door.csrf == nil ? page.language : visit.language),
            regions: services.regions, address: place(door.address, visit), back: door.back, csrf: door.csrf)
    }

    /// The language that the address asks for.
    private func chosen(_ visit: Visit) -> AnswerLanguage? {
        visit.request.query("l").flatMap(AnswerLanguage.init(rawValue:))
    }

    /// The address in the same language.
    private func place(_ address: Address, _ visit: Visit) -> Address {
        chosen(visit).map { address.adding("l", $0.rawValue) } ?? address
    }

    private func send(_ page: String, status: HTTPStatus = .ok) -> HTTPResponse {
        var response = HTTPResponse.html(page, status: status)
        response.headers["Content-Security-Policy"] = AnswerStyle.policy
        response.headers["X-Robots-Tag"] = "noindex"
        return response
    }
}

/// How one person gets to one broadcast: by a token, or signed in.
private struct AnswerDoor: Sendable {
    /// Where the question is.
    let address: Address
    var back: Address?
    var csrf: Secret?
    let open: @Sendable () async throws -> Notify.AnswerPage
    let record: @Sendable (Answer) async throws -> AnswerReceipt
}

/// The link is cut off or made up.
private struct NotFoundLink: Error {}

extension DatabaseError {
    /// Whether the same may work in a moment.
    var isPassing: Bool { [.busy, .connection, .conflict].contains(code) }
}
