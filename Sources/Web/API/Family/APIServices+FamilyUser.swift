import Auth
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

extension APIServices {
    /// What family users do for themselves. Their token opens nothing else but the look-up of
    /// places, and no employee's token opens any of it.
    var familyUserOperations: [APIOperation] {
        let family = ownProfile.family(identifiers, randomness)
        return [
            APIOperation(.post, "/api/v1/family/session", .anybody, body: .json, bodyLimit: 10_000, signInFamily),
            APIOperation(.get, "/api/v1/family/session", .familyBearer) { .json(try Self.familySession($0)) },
            APIOperation(.delete, "/api/v1/family/session", .familyBearer) { visit in
                if let token = Gate.bearerToken(of: visit.request) { try await auth.familySessions.end(cookie: token) }
                return .empty()
            },
            APIOperation(.get, "/api/v1/family/status", .familyBearer) { visit in
                let read = ReadFamilyStatus(database: database, clock: sending.clock)
                return .json(Self.json(try await read(visit.familyScope)))
            },
            APIOperation(.get, "/api/v1/family/messages", .familyBearer, query: ["before", "limit"]) { visit in
                .json(try await messages(visit, visit.familyScope))
            },
            APIOperation(.post, "/api/v1/family/messages", .familyBearer, body: .json, isIdempotent: true) { visit in
                var body = try JSONBody(visit.request)
                let text = body.text("text", required: false) ?? ""
                let status = body.text("status", required: false)
                try body.finish()
                let id = try await board.post(visit.familyScope, FamilyMessageDraft(text: text, status: status))
                return .created(["id": JSON(id)], at: "/family/messages/\(id)")
            },
            APIOperation(.delete, "/api/v1/family/messages/{message}", .familyBearer) { visit in
                try await board.remove(visit.familyScope, try visit.identifier("message"))
                return .empty()
            },
            APIOperation(.get, "/api/v1/family/profile", .familyBearer) { visit in
                Self.ownAnswer(try await family.own(visit.familyScope))
            },
            APIOperation(.put, "/api/v1/family/profile", .familyBearer, body: .json) { visit in
                let scope = try visit.familyScope
                try scope.require(.editOwnFamily)
                let draft = try Self.familyDraft(visit, isOwn: true)
                try await family.changeOwn(
                    scope, draft, rules: try await facts(scope).familyRules, now: visit.now,
                    expecting: { try $0.requireMatch(visit.request) })
                return Self.ownAnswer(try await family.own(scope))
            },
            APIOperation(
                .post, "/api/v1/family/profile/test-mails", .familyBearer, body: .json, bodyLimit: 10_000
            ) { visit in
                let scope = try visit.familyScope
                try scope.require(.editOwnFamily)
                var body = try JSONBody(visit.request)
                let address = body.text("address") ?? ""
                try body.finish()
                try await family.askOwn(scope, address: address, field: "address", now: visit.now)
                return .json(.object(Self.members(of: try await family.own(scope))))
            },
            APIOperation(.get, "/api/v1/family/voice", .familyBearer) { visit in
                guard let number = callInNumber else { throw NotFound("voice") }
                let scope = try visit.familyScope
                let state = try await auth.voicePasswords.ofFamilyItself(
                    scope, now: visit.now, randomness: randomness)
                return .json(Self.json(state, number))
            },
        ]
    }

    private static func ownAnswer(_ member: FamilyMember) -> HTTPResponse {
        .json(.object(members(of: member))).stating(member.sheet.version(isOwn: true))
    }

    private func signInFamily(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let organization = body.text("organization") ?? ""
        let loginID = body.text("loginId") ?? ""
        let code = body.text("familyCode") ?? ""
        let password = body.text("password", required: false) ?? ""
        let deviceMark = body.text("deviceMark", required: false)
        try body.finish()
        let attempt = FamilyLogIn.Attempt(
            account: AccountName(organizationCode: organization, loginID: loginID), code: code, password: password,
            deviceMark: deviceMark, source: visit.request.clientAddress, requestID: visit.requestID)
        switch try await auth.familyLogIn(attempt, now: visit.now, randomness: randomness) {
        case .signedIn(let grant):
            return .json(["token": .text(grant.cookie.exposed), "deviceMark": .text(grant.deviceMark)])
        case .refused: throw ProblemError(problem: .familyLoginRefused)
        case .wait(let duration): throw ProblemError(problem: .loginWaits(duration))
        case .tooManyFromSource: throw ProblemError(problem: .loginWaits(SourceLimit.wait))
        }
    }

    private static func familySession(_ visit: Visit) throws -> JSON {
        guard let session = visit.family else { throw NotSignedIn() }
        return [
            "name": .text(session.name), "language": .text(session.language.rawValue),
            "capabilities": .array(session.scope.capabilities.map(\.rawValue).sorted().map(JSON.text)),
            "organization": [
                "name": .text(session.organizationName), "systemTitle": .text(session.systemTitle),
            ],
            "lastLogin": JSON(session.lastLogin), "idleEnd": JSON(session.idleEnd),
        ]
    }
}

extension Problem {
    /// The same for every reason, as for employees.
    fileprivate static let familyLoginRefused = Problem(
        .unauthorized, "loginRefused",
        LocalizedText(
            ja: "ログインできませんでした。団体コード、ID、家族コード、パスワードをご確認ください。",
            en: "Sign-in failed. Please check organization code, ID, family code and password."))
}
