extension DatabaseError.Code {
    /// The kind of failure that PostgreSQL names by five letters.
    init(sqlState: String) {
        switch sqlState {
        case "23505": self = .unique
        case "23503", "23001": self = .foreignKey
        case "23514", "42804": self = .check
        case "23502": self = .notNull
        case "25006": self = .readOnly
        case "42501": self = .permission
        case "40001", "40P01": self = .conflict
        case "55P03", "53300", "57014": self = .busy
        case "53100", "53200", "58030", "XX001", "XX002": self = .full
        case "57P01", "57P02", "57P03", "57P05", "25P03", "3D000": self = .connection
        default:
            self =
                switch sqlState.prefix(2) {
                case "08", "28": .connection
                case "22": .check
                default: .other
                }
        }
    }
}
