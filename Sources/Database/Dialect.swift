/// Which of the two engines runs a statement.
package enum Engine: String, Sendable, CaseIterable {
    /// The embedded engine: one machine, one writer.
    case sqlite
    /// PostgreSQL 15 or later.
    case postgres
}

/// Words that the two engines spell differently. Every pair stands here, side by side.
package enum Dialect: Sendable {
    /// Locks the rows read until the transaction ends. SQLite has one writer and needs no word for it.
    case forUpdate
    /// Like `forUpdate` for rows that stay: others may refer to them meanwhile.
    case forUpdateOfContent
    /// Keeps the rows read as they are until the transaction ends; others may keep them at the same time.
    case forShare
    /// Like `forUpdate`, but passes over rows that another transaction holds.
    case forUpdateSkipLocked
    /// A common table expression that the planner must not fold into the statement around it.
    case materialized

    func words(for engine: Engine) -> StaticString {
        switch (self, engine) {
        case (.forUpdate, .sqlite), (.forUpdateOfContent, .sqlite), (.forShare, .sqlite),
            (.forUpdateSkipLocked, .sqlite):
            ""
        case (.forUpdateOfContent, .postgres): " FOR NO KEY UPDATE"
        case (.forUpdate, .postgres): " FOR UPDATE"
        case (.forShare, .postgres): " FOR SHARE"
        case (.forUpdateSkipLocked, .postgres): " FOR UPDATE SKIP LOCKED"
        case (.materialized, _): " MATERIALIZED "
        }
    }

    /// A table or index definition, written with PostgreSQL's type names, in an engine's own words.
    ///
    /// `BIGINT`, `BYTEA` and `DOUBLE PRECISION` become SQLite's types and each table a STRICT one. A definition that
    /// ends with `WITHOUT ROWID` keeps its rows in the order of its primary key on SQLite.
    static func definition(_ text: String, for engine: Engine) -> String {
        let clustered = text.hasSuffix("WITHOUT ROWID")
        let body = clustered ? String(text.dropLast("WITHOUT ROWID".count)) : text
        guard engine == .sqlite else { return body }
        let words = body.replacing("BIGINT", with: "INTEGER").replacing("BYTEA", with: "BLOB")
            .replacing("DOUBLE PRECISION", with: "REAL")
        guard words.hasPrefix("CREATE TABLE") else { return words }
        return words + (clustered ? " STRICT, WITHOUT ROWID" : " STRICT")
    }
}
