package import Database
package import Domain
package import Tenants

/// 社員家族: two employees who are family to each other, by the consent of both.
package struct FamilyLinks: Sendable {
    /// How far one link has come, as one of the two sees it.
    package enum Stage: Hashable, Sendable {
        /// The reader asked by this code and ID; whether there is such a person is not said.
        case asked(organizationCode: String, loginID: String, until: Instant)
        /// The other one asks the reader.
        case asks(name: String, organization: String)
        /// Both agreed.
        case linked(name: String, organization: String)
        /// Both agreed, and one of the organizations does not allow it any more.
        case suspended(name: String, organization: String)
    }

    /// One link.
    package struct Link: Hashable, Sendable {
        /// Its number.
        package let id: FamilyLinkID
        /// When somebody asked.
        package let askedAt: Instant
        /// How far it has come.
        package let stage: Stage
    }

    /// A request that nobody answered is over after this long.
    package static let requestLife = Duration.seconds(14 * 86_400)
    private static let mostInAnHour = 5
    private static let mostAtOnce = 10

    private let shared: FamilyLinksAcrossTenants
    private let database: Database
    private let clock: WallClock
    private let identifiers: IdentifierSource

    /// The use cases on one installation.
    package init(database: Database, clock: WallClock, identifiers: IdentifierSource) {
        self.database = database
        self.clock = clock
        self.identifiers = identifiers
        shared = FamilyLinksAcrossTenants(database: database)
    }

    /// Everything that concerns the scope's person, the newest first; requires `viewOwnProfile`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` where the contract has no families, or `DatabaseError`.
    package func list(_ scope: TenantScope) async throws -> [Link] {
        let me = try await me(scope, .viewOwnProfile)
        let now = clock.now()
        var links: [Link] = []
        for known in try await shared.links(of: me, since: now - Self.requestLife) {
            let stage: Stage
            switch known.stage {
            case .asked(let code, let login):
                stage = .asked(organizationCode: code, loginID: login, until: known.askedAt + Self.requestLife)
            case .asks(let other), .linked(let other), .suspended(let other):
                let (name, organization) = try await database.read(.tenant(other.tenant)) { transaction in
                    (
                        try FamilySeat.name(of: other.person, in: other.tenant, transaction),
                        try ReadOrganization.load(other.tenant, in: transaction).name
                    )
                }
                stage =
                    switch known.stage {
                    case .asks: .asks(name: name, organization: organization)
                    case .linked: .linked(name: name, organization: organization)
                    default: .suspended(name: name, organization: organization)
                    }
            }
            links.append(Link(id: known.id, askedAt: known.askedAt, stage: stage))
        }
        return links.sorted { $0.id > $1.id }
    }

    /// One of them.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func one(_ scope: TenantScope, _ id: FamilyLinkID) async throws -> Link {
        guard let link = try await list(scope).first(where: { $0.id == id }) else { throw NotFound("link") }
        return link
    }

    /// Asks another employee by organization code and ID; requires `editOwnProfile`. Whether there is such a person, and
    /// whether the other organization allows it, is not told by the answer; where it does so later, the request shows then.
    ///
    /// - Throws: `NotAllowed`; `NotFound` where the contract has no families; `InvalidInput` of `organization` for a
    ///   text that cannot be a code and for another organization where the own one allows no links with others, of `login_id`
    ///   for a text that cannot be an ID, for oneself, for a second request of the same, and for too many; `DatabaseError`.
    @discardableResult
    package func ask(
        _ scope: TenantScope, organizationCode: String, loginID: String
    ) async throws -> FamilyLinkID {
        let me = try await me(scope, .editOwnProfile)
        var check = InputCheck()
        let code = check.take { () throws(InvalidInput) in
            try Self.field("organization") { () throws(InvalidInput) in try OrganizationCode(organizationCode) }
        }
        let login = check.take { () throws(InvalidInput) in
            try Self.field("login_id") { () throws(InvalidInput) in try LoginID(loginID) }
        }
        try check.finish()
        guard let code, let login else { throw InvalidInput(check.errors) }
        try await refuseForbidden(code, scope)
        let now = clock.now()
        let id = identifiers.next(FamilyLinkID.self, now: now)
        switch try await shared.ask(
            FamilyLinksAcrossTenants.Request(id: id, me: me, code: code.description, login: login.description), scope,
            limits: (inAnHour: Self.mostInAnHour, atOnce: Self.mostAtOnce), now)
        {
        case .done: return id
        case .isOneself:
            throw Self.refusal(
                "oneself",
                LocalizedText(ja: "ご自分のIDです。ご家族のIDを入力してください。", en: "This is your own ID. Enter that of your family."))
        case .isKnown:
            throw Self.refusal(
                "taken", LocalizedText(ja: "この方には、もう依頼しています。", en: "You have asked this person already."))
        case .tooMany:
            throw Self.refusal(
                "tooMany",
                LocalizedText(
                    ja: "依頼の数が多すぎます。しばらくしてから、もう一度お試しください。", en: "Too many requests. Please try again later."))
        }
    }

    /// What the own organization forbids may be told: the setting is no secret of another one.
    private func refuseForbidden(_ code: OrganizationCode, _ scope: TenantScope) async throws {
        let isForbidden = try await database.read(scope) { transaction in
            try ReadOrganization.load(scope.tenant, in: transaction).code != code
                && !ReadSettings.load(scope.tenant, in: transaction).familyLinksAcross
        }
        guard isForbidden else { return }
        throw InvalidInput(
            field: "organization", rule: "setting",
            message: LocalizedText(
                ja: "この団体の設定では、ほかの団体の方には依頼できません。同じ団体の方の団体コードを入力してください。",
                en:
                    "Your organization's settings do not allow links with other organizations. Enter your own organization code."
            ))
    }

    /// A value whose reasons are those of a field of this form.
    private static func field<Value>(
        _ name: String, _ make: () throws(InvalidInput) -> Value
    ) throws(InvalidInput) -> Value {
        do throws(InvalidInput) {
            return try make()
        } catch {
            throw InvalidInput(
                error.errors.map { FieldError(field: name, rule: $0.rule, message: $0.message) })
        }
    }

    private static func refusal(_ rule: String, _ message: LocalizedText) -> InvalidInput {
        InvalidInput(field: "login_id", rule: rule, message: message)
    }

    /// Approves a request of another employee; requires `editOwnProfile`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` if there is no such request (any more), if the two are linked already or
    ///   the scope's person has ten links, or `DatabaseError`.
    package func approve(_ scope: TenantScope, _ id: FamilyLinkID) async throws {
        let me = try await me(scope, .editOwnProfile)
        let now = clock.now()
        let isLinked = try await shared.approve(
            id, by: me, scope, since: now - Self.requestLife, atOnce: Self.mostAtOnce, now)
        guard isLinked else { throw NotFound("link") }
    }

    /// Declines a request, takes one's own back, or ends a link, whichever it is; requires `editOwnProfile`. Whoever
    /// declined a request or ended a link is not asked again by the same person for a month.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func end(_ scope: TenantScope, _ id: FamilyLinkID) async throws {
        let me = try await me(scope, .editOwnProfile)
        guard try await shared.end(id, by: me, scope, clock.now()) else { throw NotFound("link") }
    }

    private func me(_ scope: TenantScope, _ capability: Capability) async throws -> FamilyLinksAcrossTenants.Someone {
        try scope.require(capability)
        // A family user has no links of their own.
        guard scope.person != nil else { throw NotFound("person") }
        let seat = try await database.read(scope) { try FamilySeat.take(scope, capability, $0) }
        return FamilyLinksAcrossTenants.Someone(tenant: scope.tenant, person: seat.person)
    }
}
