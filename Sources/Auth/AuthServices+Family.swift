extension AuthServices {
    /// Logs family users in.
    package var familyLogIn: FamilyLogIn { FamilyLogIn(parts) }
    /// Finds and ends sessions of family users.
    package var familySessions: FamilySessions { FamilySessions(parts) }
    /// Stops families after too many wrong tries.
    package var familyStop: FamilyStop { FamilyStop(parts) }
    /// Sets passwords of family users.
    package var familyPasswords: FamilyPasswords { FamilyPasswords(parts) }
}
