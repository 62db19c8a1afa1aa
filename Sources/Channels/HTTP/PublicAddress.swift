import Glibc

/// Whether an address belongs to the public internet, after the registries of special addresses (IANA). Whoever lets
/// others say which server is asked must not be led into its own network.
enum PublicAddress {
    /// Networks of IPv4 that are not public: the first address and how many bits count.
    private static let special4: [(network: UInt32, bits: Int)] = [
        (0x0000_0000, 8), (0x0a00_0000, 8), (0x6440_0000, 10), (0x7f00_0000, 8), (0xa9fe_0000, 16), (0xac10_0000, 12),
        (0xc000_0000, 24), (0xc000_0200, 24), (0xc058_6300, 24), (0xc0a8_0000, 16), (0xc612_0000, 15),
        (0xc633_6400, 24), (0xcb00_7100, 24), (0xe000_0000, 3),
    ]
    /// Networks within 2000::/3 that are not public, or that carry addresses of IPv4: Teredo and other special ones,
    /// documentation, 6to4.
    private static let special6: [(network: UInt32, bits: Int)] = [
        (0x2001_0000, 23), (0x2001_0db8, 32), (0x2002_0000, 16), (0x3fff_0000, 20),
    ]

    /// Whether a socket address of any family is public; of families that are not known, none is.
    static func isPublic(_ address: UnsafeRawBufferPointer) -> Bool {
        guard address.count >= MemoryLayout<sa_family_t>.size else { return false }
        switch Int32(address.loadUnaligned(as: sa_family_t.self)) {
        case AF_INET where address.count >= 8: return isPublic4(Array(address[4..<8]))
        case AF_INET6 where address.count >= 24: return isPublic6(Array(address[8..<24]))
        default: return false
        }
    }

    /// Whether the four bytes of an IPv4 address are public.
    static func isPublic4(_ bytes: [UInt8]) -> Bool {
        bytes.count == 4 && !special4.contains { holds(first(bytes), in: $0) }
    }

    /// Whether the sixteen bytes of an IPv6 address are public: everything else than 2000::/3 is local, or stands for an
    /// address of IPv4.
    static func isPublic6(_ bytes: [UInt8]) -> Bool {
        bytes.count == 16 && bytes[0] >> 5 == 1 && !special6.contains { holds(first(bytes), in: $0) }
    }

    private static func first(_ bytes: [UInt8]) -> UInt32 { bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }

    private static func holds(_ address: UInt32, in range: (network: UInt32, bits: Int)) -> Bool {
        (address ^ range.network) >> (32 - range.bits) == 0
    }
}
