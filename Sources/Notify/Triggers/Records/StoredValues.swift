package import Database

extension BulletinType: DatabaseConvertible {}
extension BulletinStatus: DatabaseConvertible {}
extension BulletinAction: DatabaseConvertible {}
extension Intensity: DatabaseConvertible {}

extension EventID: DatabaseConvertible {
    /// Stored as its text.
    package var databaseValue: DatabaseValue { .text(text) }

    /// Nil unless the column holds the number of an event.
    package init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        self.init(text)
    }
}
