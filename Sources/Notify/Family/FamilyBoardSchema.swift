import Database

/// Boards of which nobody was left before they went with the last one of a family.
enum FamilyBoardSchema {
    /// Number 495.
    static let migrations: [Migration] = [
        Migration(
            495, "boards of families without anybody",
            [
                """
                DELETE FROM family_board
                WHERE NOT EXISTS (SELECT 1 FROM family_member m
                                  WHERE m.tenant_id = family_board.tenant_id AND m.person_id = family_board.person_id)
                  AND NOT EXISTS (SELECT 1 FROM family_link l
                                  WHERE l.tenant_id = family_board.tenant_id AND l.person_id = family_board.person_id
                                    AND l.state IN ('asked', 'agreed'))
                """,
                """
                DELETE FROM family_message_told
                WHERE link_id = 0
                  AND NOT EXISTS (SELECT 1 FROM family_board b
                                  WHERE b.tenant_id = family_message_told.tenant_id
                                    AND b.person_id = family_message_told.person_id)
                """,
            ])
    ]
}
