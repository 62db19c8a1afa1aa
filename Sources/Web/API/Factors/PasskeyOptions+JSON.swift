import Auth

extension PasskeyOptions {
    /// What a browser is handed (`PublicKeyCredentialCreationOptions` or `…RequestOptions` of WebAuthn, with URL-safe
    /// base64 for bytes).
    func json(_ purpose: CodePurpose, siteName: String) -> JSON {
        let known = JSON.array(
            known.map { ["type": "public-key", "id": .text(Base64URL.text($0.credentialID))] })
        let challenge = JSON.text(Base64URL.text(challenge))
        return switch purpose {
        case .set:
            [
                "rp": ["id": .text(site), "name": .text(siteName)],
                "user": [
                    "id": .text(Base64URL.text(userHandle)), "name": .text(loginID), "displayName": .text(name),
                ],
                "challenge": challenge,
                "pubKeyCredParams": .array([-7, -8, -257].map { ["type": "public-key", "alg": .number($0)] }),
                "authenticatorSelection": ["userVerification": "required", "residentKey": "discouraged"],
                "attestation": "none", "excludeCredentials": known, "timeout": 120_000,
            ]
        case .show:
            [
                "rpId": .text(site), "challenge": challenge, "allowCredentials": known,
                "userVerification": "required", "timeout": 120_000,
            ]
        }
    }
}
