package import Database

extension BroadcastStatus {
    /// The condition on the table `person` of whoever is not being asked now: their data may be removed.
    package static var asksNobody: SQL {
        """
        NOT EXISTS (SELECT 1 FROM broadcast WHERE broadcast.tenant_id = person.tenant_id
            AND broadcast.status IN (\(BroadcastStatus.waiting), \(BroadcastStatus.open), \(BroadcastStatus.stopped))
            AND EXISTS (SELECT 1 FROM recipient WHERE recipient.tenant_id = broadcast.tenant_id
                AND recipient.broadcast_id = broadcast.id AND recipient.person_id = person.id))
        """
    }
}
