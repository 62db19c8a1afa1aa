import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("Departments that the directory makes")
struct DirectoryDepartmentTests {
    private func names(_ house: TenantsHouse) async throws -> [String] {
        try await house.database.read(house.scope) { transaction in
            try transaction.values(
                String.self, "SELECT name FROM department WHERE tenant_id = \(house.tenant) ORDER BY id")
        }
    }

    @Test("Of sixteen that make the same department at once, one does", arguments: DatabaseKind.available)
    func groupsAtOnce(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let groups = DirectoryGroups(database: house.database, identifiers: house.identifiers, hold: .none)
            let program = TenantScope(
                tenant: house.tenant, actor: .token(7), capabilities: [.provision], requestID: "scim")
            let made = try await withThrowingTaskGroup(of: (made: Bool, id: DepartmentID).self) { tasks in
                for _ in 1...16 {
                    tasks.addTask {
                        do {
                            let id = try await groups.create(
                                program, name: "総務部", externalID: nil, members: [], at: house.now)
                            return (true, id)
                        } catch let conflict as DirectoryGroups.Conflict {
                            return (false, conflict.id)
                        }
                    }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(made.count(where: \.made) == 1)
            #expect(Set(made.map(\.id)).count == 1, "who comes second is told which it is")
            #expect(try await names(house) == ["総務部"])
        }
    }

    @Test(
        "Sixteen people who come with the same department at once are put into one", arguments: DatabaseKind.available)
    func foundAtOnce(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let departments = DirectoryDepartments(identifiers: house.identifiers)
            let (scope, now) = (house.scope, house.now)
            let found = try await withThrowingTaskGroup(of: DepartmentID.self) { tasks in
                for _ in 1...16 {
                    tasks.addTask {
                        try await house.database.write(scope) { transaction in
                            try departments.find("営業部", scope, at: now, transaction)
                        }
                    }
                }
                return try await tasks.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(found.count == 1)
            #expect(try await names(house) == ["営業部"])
        }
    }
}
