import CLOSecurity

/// A row that transactions change because they rest on the same thing and change different rows.
///
/// On one server `FOR UPDATE` is enough for that. The nodes of a Galera cluster know nothing of each other's locks; they
/// only undo the second of two transactions that changed the same row. So all who rest on the same thing change one.
/// It is the first statement of such a transaction: then all take their locks in one order, and read nothing older.
enum Turn: String {
    /// Who of the administrators can sign in.
    case administrators
    /// Whose a worksite is, and that a client's data are there. Changed by the office, and seldom.
    case clients

    /// Waits for others of this server; runs again after those of other nodes.
    func take(_ connection: Connection) throws {
        let owner = Randomness.bytes(16)  // a row that is set to what it was counts as unchanged
        try connection.execute(
            """
            INSERT INTO duty (name, owner, held_until) VALUES (\(rawValue), \(owner), '1970-01-01 00:00:00.000')
            ON DUPLICATE KEY UPDATE owner = \(owner)
            """)
    }
}
