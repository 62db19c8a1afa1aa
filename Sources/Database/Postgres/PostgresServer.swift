import CPostgres
import Glibc

/// How to reach a PostgreSQL server.
struct PostgresServer: Sendable {
    /// Set before the operator's own words, which win: nobody waits long for a server that does not answer.
    private static let defaults = [
        ("connect_timeout", "5"), ("keepalives_idle", "30"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "20000"), ("fallback_application_name", "anpi"),
    ]

    private let conninfo: String

    /// - Throws: `DatabaseError` of kind `connection` if the text is no connection string. The text may hold a password,
    ///   so the error repeats nothing of it.
    init(conninfo: String) throws {
        let options = PQconninfoParse(conninfo, nil)
        guard let options else {
            throw DatabaseError(.connection, "the PostgreSQL connection string cannot be read")
        }
        PQconninfoFree(options)
        self.conninfo = conninfo
    }

    /// Opens a connection and gives it to the caller, who closes it.
    ///
    /// - Throws: `DatabaseError` of kind `connection`.
    func connect() throws -> OpaquePointer {
        let settings = Self.defaults + [("dbname", conninfo), ("client_encoding", "UTF8")]
        var names: [UnsafePointer<CChar>?] = settings.map { UnsafePointer(strdup($0.0)) } + [nil]
        var values: [UnsafePointer<CChar>?] = settings.map { UnsafePointer(strdup($0.1)) } + [nil]
        defer { for text in names + values { free(UnsafeMutablePointer(mutating: text)) } }
        guard let handle = PQconnectdbParams(&names, &values, 1) else {
            throw DatabaseError(.connection, "no memory for a connection")
        }
        guard PQstatus(handle) == CONNECTION_OK else {
            // libpq names host, user and database here, never the password.
            let reason = String(cString: PQerrorMessage(handle)).split(whereSeparator: \.isNewline)
            PQfinish(handle)
            throw DatabaseError(.connection, reason.joined(separator: " "))
        }
        return handle
    }
}
