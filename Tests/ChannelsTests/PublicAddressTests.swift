import Testing

@testable import Channels

@Suite("Addresses of the public internet")
struct PublicAddressTests {
    @Test(
        "Private, local, shared, documented and special addresses of IPv4 are none",
        arguments: [
            "0.0.0.0", "10.0.0.5", "100.64.0.1", "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1",
            "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
            "224.0.0.1", "240.0.0.1", "255.255.255.255",
        ])
    func special4(_ text: String) {
        #expect(!PublicAddress.isPublic4(text.split(separator: ".").compactMap { UInt8($0) }))
    }

    @Test(
        "All others of IPv4 are",
        arguments: ["1.1.1.1", "9.255.255.255", "100.128.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255"])
    func public4(_ text: String) {
        #expect(PublicAddress.isPublic4(text.split(separator: ".").compactMap { UInt8($0) }))
    }

    @Test("Of IPv6, only the global ones that stand for nothing else are")
    func six() {
        func isPublic(_ start: [UInt8], _ end: [UInt8] = []) -> Bool {
            PublicAddress.isPublic6(start + [UInt8](repeating: 0, count: 16 - start.count - end.count) + end)
        }
        #expect(isPublic([0x24, 0x04, 0x68, 0], [1]) && isPublic([0x26, 0x06, 0x47], [1]))
        #expect(!isPublic([], [1]) && !isPublic([]), "this machine, and nowhere")
        #expect(!isPublic([], [0xff, 0xff, 1, 1, 1, 1]), "an address of IPv4")
        #expect(!isPublic([0, 0x64, 0xff, 0x9b], [10, 0, 0, 1]), "translated")
        #expect(!isPublic([0xfe, 0x80], [1]) && !isPublic([0xfc, 0], [1]) && !isPublic([0xff, 2], [1]))
        #expect(!isPublic([0x20, 0x01, 0x0d, 0xb8]) && !isPublic([0x20, 0x01, 0, 0]) && !isPublic([0x20, 0x02, 10]))
    }
}
