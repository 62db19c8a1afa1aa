import Domain

extension Commands {
    /// `anpi keys init FILE`
    static let keysInit = Command(
        "keys init", "FILE", "makes the installation's key file",
        details: """
            Keep it outside of the data folder and out of the backups: who has both can read everything, and who loses
            it must hand out all passwords anew. Point ANPI_KEY_FILE at it.
            """
    ) { arguments in
        try InstallationKeys.create(file: try arguments.word(0, "FILE"), randomness: .system)
        return 0
    }
}
