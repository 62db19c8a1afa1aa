package import Tenants

extension DispatchSettings {
    /// What an organization's settings and contract make of a dispatch.
    package init(_ settings: TenantSettings, _ contract: Contract) {
        self.init(
            usesMail: contract.plan.sendsMail, usesVoice: contract.hasVoice,
            mail: Retry(count: settings.mailRetries, interval: settings.mailRetryInterval) ?? .mailDefault,
            voice: Retry(count: settings.voiceRetries, interval: settings.voiceRetryInterval) ?? .voiceDefault,
            slotInterval: settings.slotInterval, giveUpAfter: settings.giveUpTime,
            stopsAfterAnswer: settings.stopsAfterAnswer)
    }
}
