/// One step of the schema. Steps are applied once, in the order of their numbers, and never changed afterwards.
package struct Migration: Sendable {
    /// The step's number. Each room has a hundred of its own: Tenants 100, Auth 200, Profiles 300, Notify 400.
    package let number: Int
    /// What the step does, in a few words.
    package let name: String
    /// Definitions with PostgreSQL's type names; SQLite gets its own words (`Dialect`).
    let statements: [String]
    /// What comes after them in an engine's own language, such as triggers.
    let own: [Engine: [String]]
    /// Tables whose rows belong to a tenant by their column `tenant_id`.
    let tenantTables: [String]
    /// Tables of the installation itself.
    let sharedTables: [String]

    /// A step of the schema.
    ///
    /// - Parameters:
    ///   - statements: `CREATE TABLE`, `CREATE INDEX` and the like, one each; `BIGINT`, `TEXT`, `BYTEA` and
    ///     `DOUBLE PRECISION` are the column types. A table that ends with `WITHOUT ROWID` is kept in the order of its
    ///     primary key on SQLite.
    ///   - own: What comes after them in an engine's own language, such as triggers.
    ///   - tenantTables: The new tables with a column `tenant_id`; PostgreSQL guards them by row-level security.
    ///   - sharedTables: The new tables without one. A new table that is in neither list stops the program.
    package init(
        _ number: Int, _ name: StaticString, tenantTables: [String] = [], sharedTables: [String] = [],
        _ statements: [StaticString], own: [Engine: [StaticString]] = [:]
    ) {
        self.number = number
        self.name = name.description
        self.statements = statements.map(\.description)
        self.own = own.mapValues { $0.map(\.description) }
        self.tenantTables = tenantTables
        self.sharedTables = sharedTables
        for statement in self.statements {
            // A deferred rule fails at the commit, and a commit carries a whole group of strangers.
            precondition(!statement.contains("DEFER"), "Migration \(number) defers a rule to the commit")
            guard let table = Self.table(madeBy: statement) else { continue }
            let isListed = (statement.contains("tenant_id BIGINT") ? tenantTables : sharedTables).contains(table)
            precondition(isListed, "Migration \(number) must list \(table) as a table of tenants, or as a shared one")
        }
    }

    /// The tables that the step does away with.
    var removedTables: [String] {
        statements.compactMap { statement in
            let words = statement.split { $0.isWhitespace }
            return words.count == 3 && words[0] == "DROP" && words[1] == "TABLE" ? String(words[2]) : nil
        }
    }

    private static func table(madeBy statement: String) -> String? {
        let words = statement.split(maxSplits: 3) { $0.isWhitespace || $0 == "(" }
        return words.count > 2 && words[0] == "CREATE" && words[1] == "TABLE" ? String(words[2]) : nil
    }
}
