import Database

/// What an import of people that was shown before is held against while it is carried over.
enum PeopleImportSchema {
    /// Number 165. Lines that were staged before have none.
    static let migrations: [Migration] = [
        Migration(165, "marks of staged lines", ["ALTER TABLE people_import_row ADD COLUMN mark TEXT"])
    ]
}
