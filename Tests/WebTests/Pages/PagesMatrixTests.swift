import Auth
import Database
import Domain
import HTTPServer
import Notify
import Tenants
import TestKit
import Testing

@testable import Web

/// Each cell of the access matrix, tried on every page and form that needs a session; the routes come from the site
/// itself, so a new one without a row fails.
@Suite("Pages: the access matrix")
struct PagesMatrixTests {
    /// What a place needs; the first beginning that fits counts. Nil is open to everybody who is signed in.
    private static let needs: [(String, Capability?)] = [
        ("/menu", nil), ("/logout", nil), ("/login/widen", nil), ("/session/stay", nil), ("/manual", nil),
        ("/terms", nil),
        ("/disaster", .answerOwn),
        ("/news", .viewNews), ("/me/answers", .answerOwn), ("get /me/profile", .viewOwnProfile),
        ("post /me/profile/region", .viewOwnProfile), ("post /me/profile", .editOwnProfile),
        ("/me/family/{f}/password", .manageOwnLogin), ("/me/family/{f}/voice", .manageOwnLogin),
        ("/me/voice", .manageOwnLogin), ("get /me/family", .viewOwnProfile),
        ("post /me/family", .editOwnProfile),
        ("get /me/family-status", .viewOwnProfile), ("post /me/family-status", .editOwnProfile),
        ("get /me/family-links", .viewOwnProfile), ("post /me/family-links", .editOwnProfile),
        ("/me/password", .manageOwnLogin), ("/m", .editOwnProfile),
        // They give back what was sent to them, and lead on.
        ("/security/backup/codes.txt", nil), ("/security/backup/kept", nil), ("/security", .manageOwnFactors),
        ("/readiness/reminder", .broadcast), ("/readiness", .viewPeople), ("/maintenance", .managePeople),
        ("/people/passwords", .managePasswords),
        ("/people", .viewPeople),
        ("/departments", .managePeople), ("/locations", .managePeople), ("/user-codes", .managePeople),
        ("/accounts/reset", .resetFactors), ("/accounts", .viewPeople), ("/audit", .viewPeople),
        ("/settings/access", .viewPolicy), ("/settings", .manageSettings), ("/tokens", .manageTokens),
        ("/templates", .broadcast), ("/triggers", .manageTriggers), ("/b", .viewResults),
        ("/office/policy", .managePolicy), ("/office/settings", .managePolicy), ("/office/news", .manageNews),
        ("/office/help-desk", .manageNews), ("/office", .manageClients),
    ]

    /// Routes open to anybody that work on the own login once somebody is signed in.
    private static func actsForSession(_ route: Route) -> Bool {
        route.pattern.description.hasPrefix("/security")
    }

    private static func need(_ route: Route) throws -> Capability? {
        let place = route.pattern.description
        let row = needs.first { beginning, _ in
            let words = beginning.split(separator: " ").map(String.init)
            if words.count == 2, words[0] != route.method.rawValue.lowercased() { return false }
            return place == words[words.count - 1] || place.hasPrefix(words[words.count - 1] + "/")
                || place.hasPrefix(words[words.count - 1] + ".")
        }
        return try #require(row, "\(route.method) \(place) has no row").1
    }

    /// Who is signed in, and what the role allows.
    private enum Role: CaseIterable {
        case administrator, member, office

        var organization: APIHouse.Organization { self == .office ? APIHouse.office : APIHouse.own }
        var person: PersonID {
            self == .administrator ? organization.administrator : organization.member
        }
        var capabilities: Set<Capability> {
            switch self {
            case .administrator: .administrator
            case .member: .member
            case .office: Set<Capability>.member.union(Set<Capability>.officeStaff)
            }
        }
    }

    @Test(
        "Each cell holds on each page and form, for every role (R-032 R-055 R-058 R-073 R-074 R-075 R-076 R-078 R-113)",
        arguments: AccessMatrix.Column.allCases)
    func cells(_ column: AccessMatrix.Column) async throws {
        let (mode, device): (SessionMode, DeviceKind) =
            switch column {
            case .pcLimited: (.limited, .pc)
            case .pcFull: (.full, .pc)
            case .phoneLimited: (.limited, .phone)
            case .phoneFull: (.full, .phone)
            }
        for exemption in [Exemption.standard, .none, Exemption(viewsOwn: true, answering: .answerAndEdit)] {
            // Exemptions decide only about sessions without a second factor.
            if mode == .full && exemption != .standard { continue }
            try await PageHouse.with(.sqlite) { house in
                try await Self.settle(house, exemption)
                var tried = 0
                let things = [
                    APIHouse.own.tenant: try await house.api.belongings(of: APIHouse.own),
                    APIHouse.office.tenant: try await house.api.belongings(of: APIHouse.office),
                ]
                for role in Role.allCases {
                    // Nobody of an office comes in without a second factor (R-071).
                    if role == .office && mode == .limited { continue }
                    let allowed =
                        mode == .full
                        ? role.capabilities : role.capabilities.intersection(AccessMatrix.limited(column, exemption))
                    let values = Self.values(things[role.organization.tenant] ?? [:], role)
                    let browser = try await Self.signIn(house, role, mode, device)
                    for route in house.routes where route.access == .session || Self.actsForSession(route) {
                        let need = try Self.need(route)
                        let isOpen = need.map(allowed.contains) ?? true
                        // What is open does these things for good.
                        if isOpen && route.method == .post { continue }
                        let path = Self.path(route, values)
                        var reply =
                            route.method == .post
                            ? try await browser.post(path, [("id", "1")]) : try await browser.get(path)
                        // Where a page only leads on, it counts what is there.
                        if !isOpen, route.method == .get, reply.status == 303, let next = reply.location {
                            reply = try await browser.get(next)
                        }
                        #expect(
                            (reply.status == 403) != isOpen,
                            "\(column) \(exemption) \(role) \(route.method) \(path): \(reply.status)")
                        if !isOpen {
                            #expect(
                                reply.text.contains("2要素認証が必要です") == (mode == .limited),
                                "\(column) \(role) \(route.method) \(path)")
                        }
                        tried += 1
                    }
                }
                #expect(tried > 100)
            }
        }
    }

    @Test(
        "On a telephone everything of one's own works in every plan: there is no app to buy (R-012)",
        arguments: Plan.allCases)
    func everyPlan(_ plan: Plan) async throws {
        try await PageHouse.with(.sqlite) { house in
            let tenant = APIHouse.own.tenant
            try await house.database.write(.installation) { transaction in
                try transaction.execute("UPDATE tenant SET plan = \(plan) WHERE id = \(tenant)")
            }
            for role in [Role.member, .administrator] {
                let browser = try await Self.signIn(house, role, .full, .phone)
                for path in ["/menu", "/me/answers", "/me/profile", "/me/password", "/disaster", "/news", "/security"] {
                    let page = try await browser.get(path, headers: [("Sec-CH-UA-Mobile", "?1")])
                    #expect(page.status == 200, "\(plan) \(path)")
                    #expect(page.text.contains("width=device-width"), "\(plan) \(path)")
                }
            }
        }
    }

    @Test(
        "The menu of a limited session has what is exempt and nothing else, that of a full one all (R-014, R-019, R-073)"
    )
    func menu() async throws {
        let own = ["/me/answers", "/me/profile", "/me/password", "/disaster", "/bookmark", "/news"]
        for answering in Exemption.Answering.allCases {
            for viewsOwn in [true, false] {
                try await PageHouse.with(.sqlite) { house in
                    try await Self.settle(house, Exemption(viewsOwn: viewsOwn, answering: answering))
                    func items(_ mode: SessionMode, _ role: Role) async throws -> (Set<String>, text: String) {
                        let browser = try await Self.signIn(house, role, mode, .pc)
                        let text = try await browser.get("/menu").text
                        let links = MarkupScan(text).all("a").compactMap { $0["href"] }
                        return (Set(links).intersection(own), text)
                    }
                    let limited = try await items(.limited, .administrator)
                    var expected: Set<String> = ["/bookmark"]
                    if answering != .none { expected.insert("/me/answers") }
                    if answering == .answerAndEdit { expected.insert("/me/profile") }
                    #expect(limited.0 == expected, "\(answering) \(viewsOwn)")
                    #expect(limited.text.contains(Catalogue.Menu.reachable[.japanese]) == viewsOwn)
                    #expect(try await items(.full, .member).0 == Set(own))
                }
            }
        }
    }

    private static func settle(_ house: PageHouse, _ exemption: Exemption) async throws {
        let tenant = APIHouse.own.tenant
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                VALUES (\(tenant), 0, 1, \(exemption.viewsOwn), \(exemption.answering))
                """)
        }
    }

    /// Something of each kind, by the name and place that routes give it.
    private static func values(_ found: [String: String], _ role: Role) -> [(String, String)] {
        let organization = role.organization
        let other = "\(role == .member ? organization.administrator : organization.member)"
        func value(_ name: String) -> String { found[name] ?? "" }
        return [
            ("/tokens/{t}", "/tokens/\(value("apiToken"))"), ("/templates/{t}", "/templates/\(value("template"))"),
            ("/me/family/{f}", "/me/family/\(value("family"))"),
            ("/messages/{m}", "/messages/\(value("message"))"), ("/family-links/{l}", "/family-links/\(value("link"))"),
            ("/departments/{c}", "/departments/\(value("department"))"),
            ("/locations/{c}", "/locations/\(value("location"))"),
            ("/user-codes/{c}", "/user-codes/\(value("userCode"))"), ("{b}", value("broadcast")),
            ("{broadcast}", value("broadcast")), ("{p}", other), ("{person}", other), ("{news}", value("news")),
            ("{organization}", "\(APIHouse.own.tenant)"), ("{kind}", "app"),
        ]
    }

    private static func path(_ route: Route, _ values: [(String, String)]) -> String {
        var path = route.pattern.description
        for (name, value) in values { path = path.replacing(name, with: value) }
        return path
    }

    private static func signIn(
        _ house: PageHouse, _ role: Role, _ mode: SessionMode, _ device: DeviceKind
    ) async throws -> Browser {
        let browser = Browser(house)
        let bearer = try await house.api.bearer(
            role.person, of: role.organization, mode: mode, device: device,
            factor: mode == .full ? "app" : nil)
        browser.cookies["__Host-anpi"] = bearer
        let (tenant, now) = (role.organization.tenant, house.clock.now)
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute("UPDATE session SET proved_at = \(now) WHERE tenant_id = \(tenant)")
        }
        try await browser.get("/menu")
        return browser
    }
}
