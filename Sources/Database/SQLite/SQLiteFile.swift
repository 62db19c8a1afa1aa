/// What marks a SQLite file as ours.
enum SQLiteFile {
    /// `Anpi` in ASCII, in the header of the file, where `file(1)` sees it too.
    static let applicationID = 0x416e_7069
}
