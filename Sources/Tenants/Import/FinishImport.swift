import Database
import Domain

/// Carries a published import over to the people, and throws away one that was never published.
struct FinishImport: Sendable {
    /// People of whom something is changed that they may have to be told of: so many in one transaction, which stays
    /// short.
    static let mostKnown = 50

    let database: Database
    let identifiers: IdentifierSource
    let extras: PeopleImportExtras
    let notice: AppointmentNotice
    let hold: DepartmentHold

    /// Carries over all lines that are left. May be called again after a crash.
    ///
    /// - Returns: How many lines no longer fitted and were left out.
    @discardableResult
    func publish(_ item: PeopleImport, actor: Actor, at now: Instant) async throws -> Int {
        let settings = try await database.read(.tenant(item.tenant)) { try ReadSettings.load(item.tenant, in: $0) }
        let heading = PeopleHeading(stored: item.heading)
        let days = DayFormat(timeZone: settings.timeZone)
        var (chunks, leftOut) = (0, 0)
        while true {
            // Read and parsed before the writer is asked for: it is held for the changes alone.
            let staged = try await database.read(.tenant(item.tenant)) { try item.stagedLines($0) }
            guard let last = staged.last?.row else { break }
            let rows = staged.compactMap { try? PeopleRow.staged($0.row, heading: heading, days: days) }
            let marks = staged.reduce(into: [Int: String]()) { $0[$1.row.line] = $1.mark }
            leftOut += try await database.write(.tenant(item.tenant)) { transaction in
                let (stored, next) = try carryOver(rows, marks, item, settings, actor, now, transaction)
                let done = next.map { next in staged.prefix { $0.row.line < next } } ?? staged[...]
                // Lines were checked before they were staged: one that no longer fits is counted, never lost unseen.
                if stored < done.count {
                    let reason = "lines=\(done.count - stored)"
                    try audit("people.importRefused", item, reason, actor, now, transaction)
                }
                try item.removeLines(upTo: next.map { $0 - 1 } ?? last.line, transaction)
                return done.count - stored
            }
            chunks += 1
            // Each time the import has doubled.
            if chunks & (chunks - 1) == 0 { try await recount(item.tenant) }
        }
        try await database.write(.tenant(item.tenant)) { transaction in
            try item.end(transaction)
            try audit("people.imported", item, "", actor, now, transaction)
        }
        notice.wake()
        return leftOut
    }

    private func recount(_ tenant: TenantID) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.recount("person")
            for table in extras.tables { try transaction.recount(table) }
        }
    }

    /// Removes the staged lines and the import.
    func discard(_ item: PeopleImport) async throws {
        var isOpen = true
        while isOpen {
            isOpen = try await database.write(.tenant(item.tenant)) { transaction in
                if let last = try item.stagedLines(transaction).last {
                    try item.removeLines(upTo: last.row.line, transaction)
                    return true
                }
                try item.end(transaction)
                return false
            }
        }
    }

    /// Carries over one chunk and returns how many of its lines fitted, and the line with which another one begins if
    /// this one had to end before its last.
    private func carryOver(
        _ rows: [PeopleRow], _ marks: [Int: String], _ item: PeopleImport, _ settings: TenantSettings, _ actor: Actor,
        _ now: Instant, _ transaction: Transaction
    ) throws -> (stored: Int, next: Int?) {
        var rows = rows
        var chunk = try evaluate(rows, settings, now, item, transaction)
        let next = chunk.lines.lazy.filter(\.changesKnown).dropFirst(Self.mostKnown).first?.row.line
        if let next {
            rows.removeAll { $0.line >= next }
            chunk = try evaluate(rows, settings, now, item, transaction)
        }
        if !chunk.newDepartments.isEmpty {
            try addDepartments(chunk.newDepartments, item, actor, now, transaction)
            chunk = try evaluate(rows, settings, now, item, transaction)
        }
        chunk.keep(marks: marks)
        try store(chunk, item, settings, actor, now, transaction)
        return (chunk.lines.count, next)
    }

    private func evaluate(
        _ rows: [PeopleRow], _ settings: TenantSettings, _ now: Instant, _ item: PeopleImport,
        _ transaction: Transaction
    ) throws -> PeopleChunk {
        try PeopleChunk(
            rows, createsDepartments: item.createsDepartments, appoints: item.appoints, protected: nil,
            settings: settings, now: now, holding: true, extras: extras, hold: hold, tenant: item.tenant,
            transaction)
    }

    private func addDepartments(
        _ departments: [(code: String, name: String)], _ item: PeopleImport, _ actor: Actor, _ now: Instant,
        _ transaction: Transaction
    ) throws {
        for (code, name) in departments {
            let id = identifiers.next(DepartmentID.self, now: now)
            try transaction.execute(
                """
                INSERT INTO department (tenant_id, id, code, name) VALUES (\(item.tenant), \(id), \(code), \(name))
                """)
            try AuditChain.append(
                AuditEvent(
                    "codeList.added", subject: "department:\(id)",
                    reason: CodeList<DepartmentKind>.added(code: code, name: name)),
                tenant: item.tenant, actor: actor, requestID: item.requestID, at: now, in: transaction)
        }
    }

    private func store(
        _ chunk: PeopleChunk, _ item: PeopleImport, _ settings: TenantSettings, _ actor: Actor, _ now: Instant,
        _ transaction: Transaction
    ) throws {
        var added: [(id: PersonID, details: PersonDetails)] = []
        var changed: [PersonID] = []
        var (appointed, left): ([(id: PersonID, details: PersonDetails)], [(id: PersonID, details: PersonDetails)]) =
            ([], [])
        var cells: [PersonID: PeopleImportExtras.Cells] = [:]
        for line in chunk.lines {
            let id: PersonID
            switch (line.effect, line.existing) {
            case (.none, _): continue
            case (_, .some(let existing)):
                id = existing
                changed.append(id)
                try PersonStore.update(
                    id, from: line.before ?? line.details, to: line.details, holding: hold, in: item.tenant, at: now,
                    transaction)
            case (_, nil):
                id = identifiers.next(PersonID.self, now: now)
                added.append((id, line.details))
            }
            if line.appoints {
                appointed.append((id, line.details))
            } else if chunk.endedAdministrators.contains(id) {
                left.append((id, line.details))
            }
            if !line.row.extras.isEmpty { cells[id] = line.row.extras }
        }
        try PersonStore.insert(added, in: item.tenant, at: now, transaction)
        if !cells.isEmpty { try extras.store(cells, item.tenant, now, transaction) }
        if !added.isEmpty {
            try audit("person.importAdded", item, Self.list(added.map(\.id)), actor, now, transaction)
        }
        if !changed.isEmpty {
            try audit("person.importChanged", item, Self.list(changed), actor, now, transaction)
            try DirectoryMembers.append(
                Self.changes(of: chunk, item, settings, actor, now, transaction), transaction)
        }
        if !appointed.isEmpty {
            let roles = appointed.map { "\($0.id)=\($0.details.role.rawValue)" }.joined(separator: " ")
            try audit("person.importAppointed", item, roles, actor, now, transaction)
        }
        try notice.tell(appointed + left, in: item.tenant, at: now, transaction)
        try TokenMakers.tell(
            ofLeaving: chunk.lines.filter(\.leaves).compactMap(\.existing), in: item.tenant, notice, at: now,
            transaction)
        try MassLeaving.count(
            chunk.lines.count(where: \.leaves), by: actor, requestID: item.requestID, in: item.tenant, notice, at: now,
            transaction)
    }

    /// A row of the audit chain for each person whom the chunk changes.
    private static func changes(
        of chunk: PeopleChunk, _ item: PeopleImport, _ settings: TenantSettings, _ actor: Actor, _ now: Instant,
        _ transaction: Transaction
    ) throws -> [AuditEntry] {
        let changed = chunk.lines.compactMap { line in
            line.effect == .change ? line.before.map { (before: $0, after: line.details) } : nil
        }
        let names = try EntryNames(of: changed, in: item.tenant, transaction)
        let days = DayFormat(timeZone: settings.timeZone)
        return chunk.lines.compactMap { line in
            guard line.effect == .change, let id = line.existing, let before = line.before else { return nil }
            let changes = line.details.changes(from: before, names, days) + line.others.map(\.audited)
            let reason = AuditChange.reason(changes)
            return AuditEntry(
                event: AuditEvent("person.changed", subject: "person:\(id)", reason: reason),
                chain: .tenant(item.tenant), actor: actor, requestID: item.requestID, at: now)
        }
    }

    private static func list(_ people: [PersonID]) -> String {
        people.map(\.description).joined(separator: " ")
    }

    private func audit(
        _ action: StaticString, _ item: PeopleImport, _ reason: String, _ actor: Actor, _ now: Instant,
        _ transaction: Transaction
    ) throws {
        try AuditChain.append(
            AuditEvent(action, subject: "import:\(item.id)", reason: reason), tenant: item.tenant, actor: actor,
            requestID: item.requestID, at: now, in: transaction)
    }
}
