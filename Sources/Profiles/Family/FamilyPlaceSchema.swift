import Database

/// Finds family users by where they live: an earthquake names regions.
enum FamilyPlaceSchema {
    /// Number 365.
    static let migrations: [Migration] = [
        Migration(
            365, "family users by region",
            [
                """
                CREATE INDEX family_address_region ON family_address (region, tenant_id, member_id)
                    WHERE region IS NOT NULL
                """,
                """
                CREATE INDEX family_address_prefecture ON family_address (prefecture, tenant_id, member_id)
                    WHERE region IS NULL
                """,
            ])
    ]
}
