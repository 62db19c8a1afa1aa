extension AuthServices {
    /// How somebody's own login stands.
    package var ownSecurity: ReadOwnSecurity { ReadOwnSecurity(parts) }
    /// Makes sets of backup codes.
    package var makeBackupCodes: MakeBackupCodes { MakeBackupCodes(parts) }
    /// Takes backup codes at logins.
    package var useBackupCode: UseBackupCode { UseBackupCode(parts) }
    /// Clears people's factors.
    package var resetFactors: ResetFactors { ResetFactors(parts) }
    /// Clears the factors of people of offices, by two colleagues.
    package var resetColleague: ResetColleague { ResetColleague(parts) }
    /// Lets people in once without their factor.
    package var loginBypass: LoginBypass { LoginBypass(parts) }
    /// Removes one of one's own factors.
    package var removeFactor: RemoveFactor { RemoveFactor(parts) }
    /// Lists and ends one's own sessions.
    package var ownSessions: OwnSessions { OwnSessions(parts) }
    /// Takes the password once more.
    package var proveAgain: ProveAgain { ProveAgain(parts) }
    /// Logs in by other providers.
    package var openIDLogin: OpenIDLogin { OpenIDLogin(parts) }
    /// Links accounts of other providers.
    package var openIDLink: OpenIDLink { OpenIDLink(parts) }
}
