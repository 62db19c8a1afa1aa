import Database
import Domain
package import Tenants

extension DispatchSettings {
    /// What an organization's settings and contract make of a dispatch on an installation with these channels (R-008 to
    ///
    package init(_ settings: TenantSettings, _ contract: Contract, channels: Set<Channel>) {
        self.init(
            usesMail: contract.plan.sendsMail, usesVoice: contract.hasVoice,
            mail: Retry(count: settings.mailRetries, interval: settings.mailRetryInterval) ?? .mailDefault,
            voice: Retry(count: settings.voiceRetries, interval: settings.voiceRetryInterval) ?? .voiceDefault,
            slotInterval: settings.slotInterval, giveUpAfter: settings.giveUpTime,
            stopsAfterAnswer: settings.stopsAfterAnswer, channels: channels)
    }
}

extension DispatchPolicy {
    /// The settings and the contract of each organization, on an installation that has these channels.
    package init(channels: Set<Channel>) {
        self.init { tenant, transaction in
            DispatchSettings(
                try ReadSettings.load(tenant, in: transaction),
                try ReadOrganization.load(tenant, in: transaction).contract, channels: channels)
        }
    }
}
