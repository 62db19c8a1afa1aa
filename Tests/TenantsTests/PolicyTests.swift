import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("Who is asked for a second factor")
struct PolicyTests {
    private static let day = Duration.seconds(86_400)
    private static let now = Instant(milliseconds: 1_717_513_200_000)

    /// What is decided, and what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var own: Bool?
        var ownFrom = -1
        var house = EffectivePolicy.House.alone
        var mandatory: Int?
        let reason: EffectivePolicy.Reason
    }

    private static func office(_ isUsed: Bool?, from days: Int = -1) -> [FromTime<Bool>] {
        isUsed.map { [FromTime($0, from: now + day * days)] } ?? []
    }

    private static let cases = [
        Case(testDescription: "nothing was ever set (R-060)", reason: .notUsed),
        Case(testDescription: "an organization of its own uses it", own: true, reason: .organization),
        Case(testDescription: "from this very moment", own: true, ownFrom: 0, reason: .organization),
        Case(testDescription: "from tomorrow (R-059)", own: true, ownFrom: 1, reason: .notUsed),
        Case(
            testDescription: "its office does not use it (R-052)", own: true, house: .client(officeUses: []),
            reason: .notUsed),
        Case(
            testDescription: "its office has switched it off", own: true,
            house: .client(officeUses: office(false)), reason: .notUsed),
        Case(
            testDescription: "its office uses it from tomorrow", own: true,
            house: .client(officeUses: office(true, from: 1)), reason: .notUsed),
        Case(
            testDescription: "its office uses it too", own: true, house: .client(officeUses: office(true)),
            reason: .organization),
        Case(
            testDescription: "only its office uses it (R-060)", house: .client(officeUses: office(true)),
            reason: .notUsed),
        Case(testDescription: "an office that never set it (R-051)", house: .office(uses: []), reason: .notUsed),
        Case(testDescription: "an office that uses it (R-051)", house: .office(uses: office(true)), reason: .office),
        Case(testDescription: "mandatory from tomorrow (R-059)", mandatory: 1, reason: .notUsed),
        Case(
            testDescription: "mandatory from today, whatever was set (R-059)", own: false, mandatory: 0,
            reason: .installation),
        Case(
            testDescription: "mandatory although the office does not use it", house: .client(officeUses: []),
            mandatory: -1, reason: .installation),
        Case(
            testDescription: "mandatory for offices too", house: .office(uses: office(false)), mandatory: -1,
            reason: .installation),
    ]

    @Test(
        "The installation stands above the office and the office above the organization (R-051 R-052 R-059)",
        arguments: cases)
    func effective(_ item: Case) {
        let own = item.own.map {
            [FromTime(AccessPolicy(usesSecondFactor: $0), from: Self.now + Self.day * item.ownFrom)]
        }
        let policy = EffectivePolicy(
            own: own ?? [], item.house, mandatoryFrom: item.mandatory.map { Self.now + Self.day * $0 }, at: Self.now)
        #expect(policy.reason == item.reason)
        #expect(policy.usesSecondFactor == (item.reason != .notUsed))
        #expect(policy.exemption == (policy.isOffice ? .none : .standard))
    }

    @Test(
        "A decision ahead waits for its day and takes the place of an earlier one (R-059)",
        arguments: DatabaseKind.available)
    func ahead(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let later = house.now + Self.day * 10
            try await house.database.write(.tenant(house.tenant)) { transaction in
                try PolicyStore.decide(
                    AccessPolicy(usesSecondFactor: true), for: house.tenant, from: house.now, now: house.now,
                    in: transaction)
                try PolicyStore.decide(
                    AccessPolicy(usesSecondFactor: false), for: house.tenant, from: later, now: house.now + Self.day,
                    in: transaction)
                try PolicyStore.decide(
                    AccessPolicy(usesSecondFactor: true, exemption: .none), for: house.tenant, from: later + Self.day,
                    now: house.now + Self.day * 2, in: transaction)
            }
            let steps = try await house.database.read(.tenant(house.tenant)) {
                try PolicyStore.steps(of: house.tenant, in: $0)
            }
            #expect(steps.count == 2, "the one for the tenth day was taken back")
            #expect(steps.inForce(at: later)?.exemption == .standard)
            #expect(steps.next(after: later)?.effectiveAt == later + Self.day)
            #expect(steps.inForce(at: later + Self.day)?.exemption == Exemption.none)
        }
    }

    @Test("Second factors are part of every plan (R-020)", arguments: Plan.allCases)
    func everyPlan(plan: Plan) async throws {
        try await withHouse(.sqlite) { house in
            try await house.database.write(.installation) { transaction in
                try transaction.execute("UPDATE tenant SET plan = \(plan) WHERE id = \(house.tenant)")
            }
            let decide = DecidePolicy(database: house.database)
            try await decide.office(
                house.installation, house.office, uses: true, by: .installationOperator, requestID: "t", at: house.now)
            try await decide.organization(
                house.installation, house.tenant, uses: true, by: .installationOperator, requestID: "t", at: house.now)
            #expect(try await house.effective().usesSecondFactor)
        }
    }

    @Test("The operator's switch waits for the office's, and is written down", arguments: DatabaseKind.available)
    func operatorDecides(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let decide = DecidePolicy(database: house.database)
            let refused = await rules {
                try await decide.organization(
                    house.installation, house.tenant, uses: true, by: .installationOperator, requestID: "t",
                    at: house.now)
            }
            #expect(refused == ["second_factor.office"])
            try await decide.office(
                house.installation, house.office, uses: true, by: .installationOperator, requestID: "t", at: house.now)
            try await decide.organization(
                house.installation, house.tenant, uses: true, by: .installationOperator, requestID: "t",
                at: house.now)
            #expect(try await house.effective().reason == .organization)
            #expect(try await house.effective(OfficeHouse.tenant(of: house.office)).reason == .office)
            try await decide.office(
                house.installation, house.office, uses: false, by: .installationOperator, requestID: "t",
                at: house.now)
            #expect(try await house.effective().reason == .notUsed)
            try await decide.everybody(
                house.installation, mandatoryFrom: house.now, by: .installationOperator, requestID: "t", at: house.now)
            #expect(try await house.effective().reason == .installation)
            try await decide.everybody(
                house.installation, mandatoryFrom: nil, by: .installationOperator, requestID: "t", at: house.now)
            #expect(try await house.effective().reason == .notUsed)
            await #expect(throws: NotFound("office")) {
                try await decide.office(
                    house.installation, OfficeID(rawValue: house.tenant.rawValue), uses: true,
                    by: .installationOperator, requestID: "t", at: house.now)
            }
            let actions = try await ListAudit(database: house.database)(house.scope).map(\.action)
            #expect(actions.filter { $0 == "policy.changed" }.count == 1)
        }
    }

    @Test(
        "A decision comes back from the words of its row, also one that was written before rows said what was (R-054, R-059)",
        arguments: [
            (
                "secondFactor=true viewsOwn=false answering=answerAndEdit from=17 was:secondFactor=false was:viewsOwn=true was:answering=answer",
                PolicyRecord(
                    .policy(
                        AccessPolicy(
                            usesSecondFactor: true, exemption: Exemption(viewsOwn: false, answering: .answerAndEdit))),
                    before: .policy(.unset), from: Instant(milliseconds: 17))
            ),
            (
                "secondFactor=true viewsOwn=true answering=answer from=17",
                PolicyRecord(
                    .policy(AccessPolicy(usesSecondFactor: true)), before: nil, from: Instant(milliseconds: 17))
            ),
            (
                "secondFactor=false was:secondFactor=true",
                PolicyRecord(.use(false), before: .use(true), from: nil)
            ),
        ])
    func records(_ text: String, _ record: PolicyRecord) {
        #expect(PolicyRecord(text) == record)
        #expect(record.text == text)
        #expect(PolicyRecord("") == nil && PolicyRecord("from=17") == nil && PolicyRecord("secondFactor=x") == nil)
    }

    @Test(
        "What the installation and an office decide stands in the chains of both, with who and from when",
        arguments: DatabaseKind.available)
    func chains(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let decide = DecidePolicy(database: house.database)
            let later = house.now + Self.day
            for start in [later, nil] {
                try await decide.everybody(
                    house.installation, mandatoryFrom: start, by: .installationOperator, requestID: "t", at: house.now)
            }
            try await decide.office(
                house.installation, house.office, uses: true, by: .installationOperator, requestID: "t", at: house.now)
            let home = OfficeHouse.tenant(of: house.office)
            let staff = TenantScope(
                tenant: home, actor: .person(PersonID(rawValue: 41)), capabilities: .officeStaff, requestID: "o-1")
            try await ChangePolicies(database: house.database).office(staff, uses: false, from: later, at: house.now)
            let rows = try await house.rows("policy.")
            let office = "office:\(house.office)"
            #expect(
                rows == [
                    "0 operator policy.mandatoryChanged  from=\(later.milliseconds)",
                    "0 operator policy.mandatoryChanged  from=never",
                    "0 operator policy.officeChanged \(office) secondFactor=true was:secondFactor=false",
                    "\(home) operator policy.officeChanged \(office) secondFactor=true was:secondFactor=false",
                    "\(home) person:41 policy.officeChanged \(office) secondFactor=false from=\(later.milliseconds) "
                        + "was:secondFactor=true",
                ])
        }
    }

    @Test("People with A live in their office's house and nowhere else (R-002)", arguments: DatabaseKind.available)
    func classes(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let add = AddPerson(database: house.database, identifiers: house.identifiers)
            let inOffice = TenantScope(
                tenant: OfficeHouse.tenant(of: house.office), actor: .installationOperator,
                capabilities: .administrator, requestID: "t")
            let chief = PersonDetails(
                loginID: try LoginID("A0001", of: .office), name: try PersonName("宮下　由美"))
            let client = PersonDetails(loginID: try LoginID("B0002"), name: try PersonName("顧客　太郎"))
            _ = try await add(inOffice, chief, at: house.now)
            #expect(await rules { _ = try await add(house.scope, chief, at: house.now) } == ["login_id.reservedLetter"])
            #expect(await rules { _ = try await add(inOffice, client, at: house.now) } == ["login_id.firstLetter"])
            let employee = try await house.add("B0003", "社員　一郎")
            let refused = await rules {
                try await ChangePerson(database: house.database)(house.scope, employee, to: chief, at: house.now)
            }
            #expect(refused == ["login_id.reservedLetter"])
        }
    }

    @Test("An office's code is no organization's, and the other way round (R-001)", arguments: DatabaseKind.available)
    func codes(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let create = CreateOrganization(database: house.database, identifiers: house.identifiers)
            let organization = await rules {
                _ = try await create(
                    house.installation, code: OrganizationCode("a001"), name: "偽の事務所", contract: Contract(),
                    office: nil, by: .installationOperator, requestID: "t", at: house.now)
            }
            #expect(organization == ["organization_code.taken"])
            _ = try await create(
                house.installation, code: OrganizationCode("a999"), name: "先の団体", contract: Contract(), office: nil,
                by: .installationOperator, requestID: "t", at: house.now)
            let office = await rules {
                _ = try await CreateOffice(database: house.database, identifiers: house.identifiers)(
                    house.installation, code: OfficeCode("A999"), name: "後の事務所", by: .installationOperator,
                    requestID: "t", at: house.now)
            }
            #expect(office == ["office_code.taken"])
            let find = FindOrganization(database: house.database)
            #expect(try await find.office(house.installation, code: OfficeCode("A999")) == nil, "nothing half-made")
        }
    }
}

extension TenantsHouse {
    /// What is asked of the people of a tenant now.
    func effective(_ tenant: TenantID? = nil) async throws -> EffectivePolicy {
        let tenant = tenant ?? self.tenant
        return try await database.read(.tenant(tenant)) { try EffectivePolicy.load(tenant, at: now, in: $0) }
    }
}
