extension AuthServices {
    /// IDs with which people call in.
    package var voiceIDs: VoiceIDs { VoiceIDs(parts) }
    /// Passwords with which people call in.
    package var voicePasswords: VoicePasswords { VoicePasswords(parts) }
    /// Lets people in who call.
    package var voiceLogIn: VoiceLogIn { VoiceLogIn(parts) }
}
