package import Channels
import Domain

extension PageReader {
    /// The longest wait for one page.
    private static let timeout = Duration.seconds(20)

    /// Reads over HTTP.
    ///
    /// - Parameters:
    ///   - client: Must have the same policy.
    ///   - policy: Which hosts may be asked; it needs the feed's own host and those of its entries.
    package init(_ client: HTTPClient, policy: HTTPClient.Policy) {
        self.init { address in
            HTTPURL(address).map(policy.allows) ?? false
        } read: { address, version, maximumBytes, now in
            guard let url = HTTPURL(address) else { return .failed("noAddress") }
            let known = PageVersion(entityTag: version.entityTag, lastModified: version.lastModified)
            let fetch = await client.fetch(
                url, unless: known, maximumBytes: maximumBytes, timeout: Self.timeout, now: now)
            return switch fetch {
            case .unchanged: .unchanged
            case .fresh(let body, let version):
                .page(body, Version(entityTag: version.entityTag, lastModified: version.lastModified))
            case .refused(let status, let retryAfter): .status(status, retryAfter: retryAfter)
            case .failed(let reason) where reason.code == .tooLarge: .tooLarge
            case .failed(let reason): .failed(reason.code.rawValue)
            }
        }
    }
}
