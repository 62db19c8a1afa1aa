import Auth
import Database
import Domain
import Foundation
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

/// Each cell of the access matrix, tried on every operation of the API that needs a session. An operation without a row
/// counts as one that always needs the second factor, so a new one is closed until somebody opens it here and there.
@Suite("API: the access matrix")
struct AccessMatrixTests {
    /// What a person may do for themselves, with the function that opens it; all else is `everythingElse`.
    private static let rows: [String: AccessMatrix.Function] = [
        "get /me/answers": .answerOwn, "get /me/answers/{broadcast}": .answerOwn,
        "post /me/answers/{broadcast}": .answerOwn, "get /me/profile": .viewOwnProfile,
        "get /departments": .viewOwnProfile, "get /locations": .viewOwnProfile, "get /user-codes": .viewOwnProfile,
        "put /me/profile": .editOwnProfile, "post /me/profile/preview": .viewOwnProfile,
        "get /me/family": .viewOwnProfile, "get /me/family/{family}": .viewOwnProfile,
        "post /me/family": .editOwnProfile, "put /me/family/{family}": .editOwnProfile,
        "post /me/family/{family}/test-mails": .editOwnProfile,
        "delete /me/family/{family}": .editOwnProfile, "get /me/family-status": .viewOwnProfile,
        "get /me/family-messages": .viewOwnProfile, "post /me/family-messages": .editOwnProfile,
        "patch /me/family-messages/{message}": .editOwnProfile,
        "delete /me/family-messages/{message}": .editOwnProfile, "get /me/family-links": .viewOwnProfile,
        "post /me/family-links": .editOwnProfile, "delete /me/family-links/{link}": .editOwnProfile,
        "post /me/family-links/{link}/approval": .editOwnProfile,
        "get /me/disclosures": .viewOwnProfile, "post /me/disclosures/read": .viewOwnProfile,
        "get /me/voice": .viewOwnProfile, "get /me/family/{family}/voice": .viewOwnProfile,
        "get /me/profile/contacts": .viewOwnProfile, "post /me/profile/test-mails": .editOwnProfile,
        "post /mail-registrations/{registrationToken}": .editOwnProfile,
    ]
    /// What says nothing of anybody, or only who is logged in.
    private static let open: Set<String> = [
        "get /session", "delete /session", "get /prefectures", "get /regions", "get /organization", "get /settings",
        "get /bulletins", "get /help", "post /session/widening",
    ]

    /// A policy, and how the cells that it decides come out.
    struct Case: Sendable, CustomTestStringConvertible {
        let column: AccessMatrix.Column
        let exemption: Exemption
        var testDescription: String { "\(column) \(exemption.viewsOwn) \(exemption.answering)" }

        static let all = AccessMatrix.Column.allCases.flatMap { column in
            [Exemption.standard, .none, Exemption(viewsOwn: true, answering: .answerAndEdit)].map {
                Case(column: column, exemption: $0)
            }
        }
    }

    @Test("Each cell holds on each operation, whatever the role (R-073 R-074 R-075 R-078)", arguments: Case.all)
    func cells(_ item: Case) async throws {
        let (mode, device): (SessionMode, DeviceKind) =
            switch item.column {
            case .pcLimited: (.limited, .pc)
            case .pcFull: (.full, .pc)
            case .phoneLimited: (.limited, .phone)
            case .phoneFull: (.full, .phone)
            }
        let examples = try APIStrangerTests.examples()
        try await APIHouse.with(.sqlite) { house in
            try await house.database.write(.tenant(APIHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                    VALUES (\(APIHouse.own.tenant), 0, 1, \(item.exemption.viewsOwn), \(item.exemption.answering))
                    """)
            }
            // Nothing goes without a second factor in an office, whatever was set.
            let roles = [(APIHouse.own, item.exemption), (APIHouse.office, Exemption.none)].flatMap { own, exemption in
                [own.administrator, own.member].map { (own: own, role: $0, exemption: exemption) }
            }
            var all: [TenantID: [String: String]] = [:]
            for own in [APIHouse.own, APIHouse.office] { all[own.tenant] = try await house.belongings(of: own) }
            for (own, role, exemption) in roles {
                let belongings = all[own.tenant] ?? [:]
                for operation in house.services.operations where operation.access == .bearer {
                    var path = String(operation.pattern.description.dropFirst("/api/v1".count))
                    let name = "\(operation.method.rawValue.lowercased()) \(path)"
                    let key = "\(operation.method.rawValue.lowercased()) \(operation.pattern.description)"
                    // Oneself among the people is one's own; the row is about others.
                    let other = role == own.member ? own.administrator : own.member
                    path = path.replacing("{person}", with: "\(other)")
                    for (key, value) in belongings { path = path.replacing("{\(key)}", with: value) }
                    if path.contains("{") || Self.open.contains(name) { continue }
                    // A full session does these things for good, and more than one of them would need.
                    let isOwn = Self.rows[name] != nil
                    if mode == .full && !isOwn { continue }
                    let answer = try await house.call(
                        operation.method, path,
                        as: try await house.bearer(
                            role, of: own, mode: mode, device: device, factor: mode == .full ? "app" : ""),
                        operation.body == .none ? nil : examples[key] ?? "{}", kind: operation.body.rawValue)
                    let isOpen = AccessMatrix.isOpen(
                        Self.rows[name] ?? .everythingElse, item.column, exemption)
                    // Without an example to send, a body may be refused before the right is looked at.
                    let isRefused =
                        answer.status == 403
                        || (answer.status == 400 && operation.body != .none && examples[key] == nil && !isOpen)
                    #expect(isRefused != isOpen, "\(item.column) \(role) \(own.code) \(name): \(answer.status)")
                }
            }
        }
    }

    @Test("The matrix can be read whole, as the program keeps it (R-075)")
    func exported() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let answer = try await house.call(.get, "/access-matrix", as: bearer)
            #expect(answer.status == 200)
            #expect(answer["items"].list.count == AccessMatrix.Function.allCases.count)
            for item in answer["items"].list {
                let function = try #require(AccessMatrix.Function(rawValue: item["function"].string ?? ""))
                for column in AccessMatrix.Column.allCases {
                    #expect(item[column.rawValue].string == AccessMatrix.access(function, column).rawValue)
                }
            }
            #expect(try await house.call(.get, "/access-matrix", as: house.bearer(APIHouse.own.member)).status == 403)
        }
    }
}
