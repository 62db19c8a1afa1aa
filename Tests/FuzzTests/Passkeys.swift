@testable import Auth

/// What a browser hands in for a new passkey: its client data in the first line, behind it the attestation object.
@Sendable func checkPasskey(_ bytes: [UInt8]) throws {
    let origin = "http://localhost"
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let said = Array(bytes[..<end])
    let made = ClientData(said, .create, origin: origin)
    if let made {
        try hold("client data is for one thing", ClientData(said, .get, origin: origin) == nil)
        try hold("client data is of one origin", ClientData(said, .create, origin: "https://localhost") == nil)
        try hold("a challenge survives its coding", Base64URL.bytes(Base64URL.text(made.challenge)) == made.challenge)
        try hold("what is signed is the hash", made.hash == SHA256.hash(said))
    }

    let attestation = Array(bytes[min(end + 1, bytes.count)...])
    guard let data = AttestationObject.authenticatorData(attestation) else { return }
    try hold("an attestation is one item", AttestationObject.authenticatorData(attestation + [0xa0]) == nil)
    try hold("its data stands in it", data.count < attestation.count)
    guard let key = PasskeyKey(authenticatorData: data, site: "localhost") else { return }
    try hold("a passkey is of one site", PasskeyKey(authenticatorData: data, site: "example.jp") == nil)
    try hold("its person was there and checked", data[32] & 0x45 == 0x45)
    try hold("its name has a length", (1...1_023).contains(key.credentialID.count) && contains(data, key.credentialID))
    try hold("its kind is taken", PasskeyKey.algorithms.contains(key.algorithm) && !key.publicKey.isEmpty)
    // A key may be chosen so weak that this passes, to its owner's harm alone; looking at it does nobody any.
    let forged = PasskeyAssertion(
        credentialID: key.credentialID, clientData: said, authenticatorData: Array(data.prefix(37)),
        signature: [UInt8](repeating: 0, count: 64))
    _ = key.counter(of: forged, clientDataHash: SHA256.hash(said), site: "localhost")
}

private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    guard let first = part.first, part.count <= bytes.count else { return part.isEmpty }
    return bytes.indices.dropLast(part.count - 1).contains { start in
        bytes[start] == first && bytes[start...].starts(with: part)
    }
}
