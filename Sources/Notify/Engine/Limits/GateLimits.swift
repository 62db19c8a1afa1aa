package import Domain

/// How much goes through one channel, and when its ways are shut for a while.
package struct GateLimits: Hashable, Sendable {
    /// Hand-offs to our account at the relay or gateway.
    package var gateway: RateLimit?
    /// Hand-offs of one organization with which nothing else is agreed.
    package var tenant: RateLimit?
    /// Hand-offs to one mail domain.
    package var domain: RateLimit?
    /// Hand-offs to one address or number.
    package var address: RateLimit?
    /// After so many failures of the provider one after the other a way is shut; 0 for never.
    package var shutAfter: Int
    /// How long it is shut at first; doubled up to four times as long while nothing gets through.
    package var pause: Duration
    /// How long a probe is waited for before another one goes.
    package var probeTime: Duration

    /// Whether there is any limit.
    var hasRates: Bool { gateway != nil || tenant != nil || domain != nil || address != nil }

    /// No limits, and a breaker with its defaults.
    package init(
        gateway: RateLimit? = nil, tenant: RateLimit? = nil, domain: RateLimit? = nil, address: RateLimit? = nil,
        shutAfter: Int = 5, pause: Duration = .seconds(15), probeTime: Duration = .seconds(60)
    ) {
        self.gateway = gateway
        self.tenant = tenant
        self.domain = domain
        self.address = address
        self.shutAfter = shutAfter
        self.pause = pause
        self.probeTime = probeTime
    }
}
