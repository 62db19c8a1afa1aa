import Database
import Domain
import Notify
import Tenants
import TestKit
import Testing

@Suite("What is left of people whose data were removed")
struct PersonTracesTests {
    @Test(
        "Words, addresses and waiting mails go; numbers and choices stay, and results add up",
        arguments: DatabaseKind.available)
    func removal(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 2) { contacts(mails: ["p\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            for person in people {
                _ = try await world.answers(
                    Answer(status: "safe", comment: "自宅です"), token: world.token(tenant, broadcast, person))
            }
            let (scope, now, gone) = (world.scope(tenant), world.now, people[0])
            let message = ServiceMessage(
                .notice, person: gone, address: "p0@example.jp", subject: "お知らせ", body: "秘密", language: .japanese,
                expiresAt: now + .seconds(3_600))
            try await world.database.write(.tenant(tenant)) { transaction in
                for person in people {
                    try transaction.execute(
                        """
                        INSERT INTO unclear_reply (tenant_id, broadcast_id, person_id, seq, at, text)
                        VALUES (\(tenant), \(broadcast), \(person), 1, \(now), '無事かも')
                        """)
                }
                try message.enqueue(in: tenant, world.identifiers, world.seal, at: now, transaction)
                try transaction.execute(
                    "UPDATE person SET employment = 'left' WHERE tenant_id = \(tenant) AND id = \(gone)")
            }
            let remove = RemovePerson(
                database: world.database, removable: BroadcastStatus.asksNobody, forget: PersonTraces.remove)
            let refused = await #expect(throws: InvalidInput.self) { try await remove(scope, gone, at: now) }
            #expect(refused?.errors.map(\.rule) == ["inUse"], "asked by a check that is not over")
            try await world.meddle(tenant, "UPDATE broadcast SET status = 'closed' WHERE tenant_id = \(tenant)")
            try await remove(scope, gone, at: now)

            let sent = world.provider.deliveries.count
            await world.engine().drain()
            #expect(world.provider.deliveries.count == sent)
            let left = try await world.database.read(.tenant(tenant)) { transaction in
                try [
                    transaction.values(
                        String.self,
                        """
                        SELECT status || ':' || comment || ':' || replies FROM answer
                        WHERE tenant_id = \(tenant) ORDER BY person_id
                        """),
                    transaction.values(String.self, "SELECT text FROM unclear_reply WHERE tenant_id = \(tenant)"),
                    transaction.values(
                        String.self,
                        """
                        SELECT address || subject || body || COALESCE(reply_to, '')
                            || CASE WHEN sealed_body IS NULL THEN '' ELSE 'sealed' END FROM service_mail
                        WHERE tenant_id = \(tenant) AND person_id = \(gone)
                        """),
                ]
            }
            #expect(left[0].map { $0.split(separator: ":").first } == ["safe", "safe"])
            #expect(!left[0][0].contains("自宅") && left[0][1].contains("自宅"))
            #expect(left[1] == ["無事かも"] && left[2] == [""])
            let list = ListRecipients(database: world.database)
            let lines = try await list(broadcast, .init(), scope)
            #expect(lines.map(\.person) == people && lines[0].loginID.isEmpty && lines[0].name == nil)
            #expect(try await list.count(broadcast, .init(), scope) == 2)
        }
    }

    @Test(
        "While people of a department are listed for something, the department is not moved or merged",
        arguments: DatabaseKind.available)
    func beingAsked(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let (old, new) = (try await world.department(tenant, "旧"), try await world.department(tenant, "新"))
            let people = try await world.people(tenant, 3) { contacts(mails: ["p\($0)@example.jp"]) }
            try await world.meddle(
                tenant, "UPDATE person SET department_id = \(old) WHERE tenant_id = \(tenant)")
            let broadcast = try await world.broadcast(tenant, targets: [.department(old)])
            let scope = world.scope(tenant)
            let merge = MergeDepartments(
                database: world.database, hold: DepartmentTargets.hold,
                follow: DepartmentTargets.follow)
            let move = MovePeople(database: world.database, hold: DepartmentTargets.hold)
            for attempt in [
                { _ = try await merge(scope, old, into: new, at: world.now) },
                { _ = try await move(scope, .people([people[2]]), to: new, at: world.now) },
            ] as [@Sendable () async throws -> Void] {
                let refused = await #expect(throws: InvalidInput.self) { try await attempt() }
                #expect(refused?.errors.map(\.rule) == ["beingAsked"])
            }
            await world.engine().drain()
            #expect(try await ListRecipients(database: world.database).count(broadcast, .init(), scope) == 3)
            #expect(try await merge(scope, old, into: new, at: world.now) == 3)
        }
    }

    @Test(
        "Drafts that name a merged department name the other one; what was sent stays",
        arguments: DatabaseKind.available)
    func follows(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let (old, new) = (try await world.department(tenant, "旧"), try await world.department(tenant, "新"))
            _ = try await world.people(tenant, 1) { contacts(mails: ["p\($0)@example.jp"]) }
            for status in [BroadcastStatus.draft, .closed] {
                let broadcast = try await world.broadcast(tenant, targets: [.department(old)])
                await world.engine().drain()
                try await world.meddle(
                    tenant,
                    "UPDATE broadcast SET status = \(status) WHERE tenant_id = \(tenant) AND id = \(broadcast)")
            }
            let drafts = { [database = world.database] (department: DepartmentID) in
                try await database.read(.tenant(tenant)) {
                    try DepartmentTargets.drafts(naming: department, in: tenant, $0)
                }
            }
            #expect(try await drafts(old) == 1)
            let merge = MergeDepartments(
                database: world.database, hold: DepartmentTargets.hold,
                follow: DepartmentTargets.follow)
            _ = try await merge(world.scope(tenant), old, into: new, at: world.now)
            #expect(try await drafts(old) == 0)
            #expect(try await drafts(new) == 1)
            let values = try await world.database.read(.tenant(tenant)) { transaction in
                try transaction.values(
                    String.self,
                    "SELECT value FROM broadcast_target WHERE tenant_id = \(tenant) ORDER BY broadcast_id")
            }
            #expect(values == [new.description, old.description])
        }
    }
}
