/// How exactly an organization wants to know where an address lies.
package enum AddressPrecision: String, CaseIterable, Sendable, Codable {
    /// The prefecture is enough.
    case prefecture
    /// One of JMA's 188 regions is required.
    case region

    /// Whether this address is exact enough.
    package func accepts(_ address: AddressRegion) -> Bool {
        self == .prefecture || address.region != nil
    }
}
