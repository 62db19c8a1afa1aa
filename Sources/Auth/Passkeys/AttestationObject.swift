import CCBOR

/// What a browser hands in for a new passkey (WebAuthn `attestationObject`). Attestation is `none`: who made the device
/// is not asked, so only the authenticator's data is taken out.
enum AttestationObject {
    /// The member `authData`, or nil if the bytes are something else.
    static func authenticatorData(_ bytes: [UInt8]) -> [UInt8]? {
        guard (1...16_384).contains(bytes.count), isModest(bytes) else { return nil }
        var result = cbor_load_result()
        var item: UnsafeMutablePointer<cbor_item_t>? = cbor_load(bytes, bytes.count, &result)
        guard item != nil else { return nil }
        defer { cbor_decref(&item) }
        guard result.read == bytes.count, let map = item, cbor_isa_map(map), cbor_map_is_definite(map),
            let pairs = cbor_map_handle(map)
        else { return nil }
        for pair in UnsafeBufferPointer(start: pairs, count: cbor_map_size(map)) {
            guard let key = pair.key, let value = pair.value, text(key) == "authData" else { continue }
            guard cbor_isa_bytestring(value), cbor_bytestring_is_definite(value),
                let start = cbor_bytestring_handle(value)
            else { return nil }
            return Array(UnsafeBufferPointer(start: start, count: cbor_bytestring_length(value)))
        }
        return nil
    }

    /// Whether nothing in it claims to hold more members than there are bytes: the library makes room for all that is
    /// claimed before it looks for them.
    static func isModest(_ bytes: [UInt8]) -> Bool {
        var callbacks = cbor_empty_callbacks
        callbacks.map_start = noteClaim
        callbacks.array_start = noteClaim
        var largest: UInt64 = 0
        var rest = bytes[...]
        while !rest.isEmpty {
            let step = rest.withUnsafeBufferPointer {
                cbor_stream_decode($0.baseAddress, $0.count, &callbacks, &largest)
            }
            guard step.status == CBOR_DECODER_FINISHED, step.read > 0, largest <= UInt64(bytes.count) else {
                return false
            }
            rest = rest.dropFirst(step.read)
        }
        return true
    }

    private static func text(_ item: UnsafeMutablePointer<cbor_item_t>) -> String? {
        guard cbor_isa_string(item), cbor_string_is_definite(item), let start = cbor_string_handle(item) else {
            return nil
        }
        return String(decoding: UnsafeBufferPointer(start: start, count: cbor_string_length(item)), as: UTF8.self)
    }
}

/// Keeps the largest number of members that anything claimed.
private func noteClaim(_ largest: UnsafeMutableRawPointer?, _ claimed: Int) {
    guard let largest = largest?.assumingMemoryBound(to: UInt64.self) else { return }
    largest.pointee = max(largest.pointee, UInt64(UInt(bitPattern: claimed)))
}
