import Glibc

/// The network that a client address belongs to: whoever has one address of it has the others too.
enum ClientNetwork {
    /// The first bytes of an address, of IPv4, also where it is written as IPv6, and of IPv6; what is no address stands for
    /// itself.
    static func name(of address: String, v4: Int, v6: Int) -> String {
        var short = in_addr()
        if inet_pton(AF_INET, address, &short) == 1 {
            return "4 " + Hexadecimal.text(of: withUnsafeBytes(of: short) { Array($0.prefix(v4)) })
        }
        var long = in6_addr()
        guard inet_pton(AF_INET6, address, &long) == 1 else { return address }
        let bytes = withUnsafeBytes(of: long) { Array($0) }
        if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) {
            return "4 " + Hexadecimal.text(of: Array(bytes[12..<12 + v4]))
        }
        return "6 " + Hexadecimal.text(of: Array(bytes.prefix(v6)))
    }
}
