import CFido2

/// A passkey's public side. All of COSE and of signatures is libfido2's.
struct PasskeyKey: Equatable {
    /// The algorithms that are taken: ES256, EdDSA, RS256.
    static let algorithms: [Int32] = [COSE_ES256, COSE_EDDSA, COSE_RS256]

    /// Present, verified, with a credential: the flags of authenticator data.
    private static let verified: UInt8 = 0x05
    private static let attested: UInt8 = 0x40
    private static let headLength = 37

    let credentialID: [UInt8]
    let publicKey: [UInt8]
    let algorithm: Int32
    let counter: UInt32

    init(credentialID: [UInt8], publicKey: [UInt8], algorithm: Int32, counter: UInt32) {
        self.credentialID = credentialID
        self.publicKey = publicKey
        self.algorithm = algorithm
        self.counter = counter
    }

    /// The new passkey in authenticator data; nil if it is for another site, its person was not verified (PIN, face,
    /// finger), or its kind of key is not taken.
    init?(authenticatorData bytes: [UInt8], site: String) {
        guard bytes.count > Self.headLength, Array(bytes[..<32]) == SHA256.hash(Array(site.utf8)),
            bytes[32] & Self.verified == Self.verified, bytes[32] & Self.attested != 0, Self.isModest(bytes)
        else { return nil }
        for algorithm in Self.algorithms {
            var credential = fido_cred_new()
            defer { fido_cred_free(&credential) }
            guard credential != nil, fido_cred_set_type(credential, algorithm) == FIDO_OK,
                fido_cred_set_authdata_raw(credential, bytes, bytes.count) == FIDO_OK,
                let id = fido_cred_id_ptr(credential), let key = fido_cred_pubkey_ptr(credential)
            else { continue }
            credentialID = Array(UnsafeBufferPointer(start: id, count: fido_cred_id_len(credential)))
            publicKey = Array(UnsafeBufferPointer(start: key, count: fido_cred_pubkey_len(credential)))
            self.algorithm = algorithm
            counter = fido_cred_sigcount(credential)
            guard (1...1_023).contains(credentialID.count) else { return nil }
            return
        }
        return nil
    }

    /// Whether the key behind the name of the credential (WebAuthn §6.5.1) claims no more than there is.
    private static func isModest(_ bytes: [UInt8]) -> Bool {
        let name = headLength + 16
        guard bytes.count > name + 2 else { return false }
        let key = name + 2 + Int(bytes[name]) << 8 + Int(bytes[name + 1])
        return key < bytes.count && AttestationObject.isModest(Array(bytes[key...]))
    }

    /// Looks at an answer: site, presence, verification and signature. The answer's counter, or nil if it is wrong.
    func counter(of answer: PasskeyAssertion, clientDataHash hash: [UInt8], site: String) -> UInt32? {
        var assertion = fido_assert_new()
        defer { fido_assert_free(&assertion) }
        let data = answer.authenticatorData
        guard assertion != nil, (Self.headLength...4_096).contains(data.count), answer.signature.count <= 4_096,
            fido_assert_set_clientdata_hash(assertion, hash, hash.count) == FIDO_OK,
            fido_assert_set_rp(assertion, site) == FIDO_OK, fido_assert_set_count(assertion, 1) == FIDO_OK,
            fido_assert_set_authdata_raw(assertion, 0, data, data.count) == FIDO_OK,
            fido_assert_set_up(assertion, FIDO_OPT_TRUE) == FIDO_OK,
            fido_assert_set_uv(assertion, FIDO_OPT_TRUE) == FIDO_OK,
            fido_assert_set_sig(assertion, 0, answer.signature, answer.signature.count) == FIDO_OK,
            verify(assertion)
        else { return nil }
        return fido_assert_sigcount(assertion, 0)
    }

    private func verify(_ assertion: OpaquePointer?) -> Bool {
        switch algorithm {
        case COSE_ES256:
            var key = es256_pk_new()
            defer { es256_pk_free(&key) }
            guard key != nil, es256_pk_from_ptr(key, publicKey, publicKey.count) == FIDO_OK else { return false }
            return fido_assert_verify(assertion, 0, algorithm, UnsafeRawPointer(key)) == FIDO_OK
        case COSE_EDDSA:
            var key = eddsa_pk_new()
            defer { eddsa_pk_free(&key) }
            guard key != nil, eddsa_pk_from_ptr(key, publicKey, publicKey.count) == FIDO_OK else { return false }
            return fido_assert_verify(assertion, 0, algorithm, UnsafeRawPointer(key)) == FIDO_OK
        case COSE_RS256:
            var key = rs256_pk_new()
            defer { rs256_pk_free(&key) }
            guard key != nil, rs256_pk_from_ptr(key, publicKey, publicKey.count) == FIDO_OK else { return false }
            return fido_assert_verify(assertion, 0, algorithm, UnsafeRawPointer(key)) == FIDO_OK
        default: return false
        }
    }
}
