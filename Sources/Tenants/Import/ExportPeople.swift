package import Database
package import Domain

/// The columns of an export that belong to another room: contacts and addresses.
package struct PeopleExportExtras: Sendable {
    /// The headings; the same names as on import.
    package let columns: [String]
    /// What is done before the file is written; throws `DatabaseError`.
    package let prepare: @Sendable (TenantScope) async throws -> Void
    /// The cells of these people in the order of the columns; whoever is missing gets empty ones.
    package let cells: @Sendable ([PersonID], _ isMasked: Bool, TenantID, Transaction) throws -> [PersonID: [String]]

    /// The columns of another room.
    package init(
        columns: [String], prepare: @escaping @Sendable (TenantScope) async throws -> Void = { _ in },
        cells: @escaping @Sendable ([PersonID], _ isMasked: Bool, TenantID, Transaction) throws -> [PersonID: [String]]
    ) {
        self.columns = columns
        self.prepare = prepare
        self.cells = cells
    }

    /// The columns of two rooms, one after the other.
    package static func + (left: PeopleExportExtras, right: PeopleExportExtras) -> PeopleExportExtras {
        PeopleExportExtras(
            columns: left.columns + right.columns,
            prepare: { scope in
                try await left.prepare(scope)
                try await right.prepare(scope)
            },
            cells: { people, isMasked, tenant, transaction in
                let (first, second) = (
                    try left.cells(people, isMasked, tenant, transaction),
                    try right.cells(people, isMasked, tenant, transaction)
                )
                let empty = (left.columns.map { _ in "" }, right.columns.map { _ in "" })
                return Dictionary(
                    uniqueKeysWithValues: people.map { ($0, (first[$0] ?? empty.0) + (second[$0] ?? empty.1)) })
            })
    }

    /// No further columns.
    package static let none = PeopleExportExtras(columns: []) { _, _, _, _ in [:] }
}

/// Writes the people of an organization as a CSV file that `ImportPeople` reads back unchanged.
package struct ExportPeople: Sendable {
    private static let page = 500
    /// So many are told in one transaction, which stays short.
    private static let told = 20
    private let database: Database
    private let extras: PeopleExportExtras

    /// Reads from this database.
    package init(database: Database, extras: PeopleExportExtras) {
        self.database = database
        self.extras = extras
    }

    /// Writes the file piece by piece; requires `managePeople`. The columns of other rooms, which hold contacts, are only in
    /// it with `exportContacts`, and whole only where the organization allows it.
    ///
    /// People who are changed while the file is written appear as they are when their page is read.
    ///
    /// - Parameters:
    ///   - narrowing: Conditions of other rooms on the table `person`, all of which must hold.
    ///   - contacts: How contacts stand in it.
    ///   - write: Takes each piece.
    /// - Throws: `NotAllowed`, `DatabaseError`, or what `write` throws.
    package func callAsFunction(
        _ scope: TenantScope, _ filter: ListPeople.Filter = ListPeople.Filter(), narrowing: [SQL] = [],
        contacts: ContactsInFile? = nil, at now: Instant, write: ([UInt8]) async throws -> Void
    ) async throws {
        try scope.require(.managePeople)
        let extras = scope.capabilities.contains(.exportContacts) ? extras : .none
        let contacts = contacts ?? scope.contactsWithoutReason
        if case .disclosed = contacts { try scope.require(.exportContacts) }
        // Seeing contacts leaves a trace, whoever does it.
        let isMasked = try await database.write(scope) { transaction in
            let isAllowed = try ReadSettings.load(scope.tenant, in: transaction).administratorsSeeContacts
            let reason: String
            switch contacts {
            case .masked: reason = ""
            case .wholeForOperator: reason = isAllowed && !extras.columns.isEmpty ? "contacts" : ""
            case .disclosed(let why, _):
                guard isAllowed else { throw NotAllowed(capability: .exportContacts) }
                reason = "contacts \(TypedReasons.mark(why))"
            }
            try AuditChain.append(AuditEvent("people.exported", reason: reason), by: scope, at: now, in: transaction)
            return reason.isEmpty
        }
        try await extras.prepare(scope)
        let lists = try await database.read(scope) { try PeopleCells(scope.tenant, $0) }
        var bytes = CSVWriter.byteOrderMark
        CSVWriter.append(PeopleColumn.allCases.map(\.rawValue) + extras.columns, to: &bytes)
        try await write(bytes)
        var after: LoginID?
        repeat {
            let from = after
            let (page, cells) = try await database.read(scope) { transaction in
                let page = try ListPeople.page(
                    filter, narrowing: narrowing, after: from, limit: Self.page, in: scope.tenant, transaction)
                let isEmpty = page.people.isEmpty || extras.columns.isEmpty
                return (
                    page, isEmpty ? [:] : try extras.cells(page.people.map(\.id), isMasked, scope.tenant, transaction)
                )
            }
            try await tell(page.people.map(\.id), contacts, scope, now)
            var bytes: [UInt8] = []
            let none = extras.columns.map { _ in "" }
            for person in page.people {
                CSVWriter.append(lists.cells(of: person.details) + (cells[person.id] ?? none), to: &bytes)
            }
            if !bytes.isEmpty { try await write(bytes) }
            after = page.next
        } while after != nil
    }

    /// Nobody's contacts are in a file of which they do not hear.
    private func tell(
        _ people: [PersonID], _ contacts: ContactsInFile, _ scope: TenantScope, _ now: Instant
    ) async throws {
        guard case .disclosed(_, let tell) = contacts else { return }
        for start in stride(from: 0, to: people.count, by: Self.told) {
            let some = Array(people[start..<min(start + Self.told, people.count)])
            try await database.write(scope) { try tell(some, scope.tenant, now, $0) }
        }
    }
}
