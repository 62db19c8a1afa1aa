import Database
package import Domain
package import Profiles

/// Why a person has no usable path: said before sending and in the results, never kept quiet.
package enum CannotBeAsked: String, Error, Sendable, CaseIterable, DatabaseConvertible {
    /// Neither mail nor telephone is registered for sending.
    case noContact
    /// Only mails are registered and the plan (スマホプラン) does not let them be relied on.
    case mailNotInPlan
    /// Only telephones are registered and the organization has no voice option.
    case voiceNotInPlan
    /// Mails are registered, and the installation has no mail relay.
    case noMailRelay
    /// Telephones are registered, and the installation has no voice gateway.
    case noVoiceGateway

    /// Why the person with these contacts cannot be asked, or nil if there is a path.
    package init?(_ contacts: SendingContacts, _ settings: DispatchSettings) {
        guard ContactPath(of: contacts, settings).stops.isEmpty else { return nil }
        if !contacts.mails.isEmpty && settings.usesMail {
            self = .noMailRelay
        } else if !contacts.phones.isEmpty && settings.usesVoice {
            self = .noVoiceGateway
        } else if !contacts.mails.isEmpty {
            self = .mailNotInPlan
        } else if !contacts.phones.isEmpty {
            self = .voiceNotInPlan
        } else {
            self = .noContact
        }
    }

    /// The reason in words.
    package var words: LocalizedText {
        switch self {
        case .noContact: LocalizedText(ja: "連絡先が登録されていません", en: "No contact is registered")
        case .mailNotInPlan:
            LocalizedText(
                ja: "ご契約のプランではメールで確認できません", en: "The contract's plan does not allow asking by mail")
        case .voiceNotInPlan:
            LocalizedText(
                ja: "音声サービスのご契約がないため、電話では確認できません",
                en: "Without the voice option telephones cannot be used")
        case .noMailRelay:
            LocalizedText(ja: "この設備にはメール送信の設定がありません", en: "This installation is not set up to send mail")
        case .noVoiceGateway:
            LocalizedText(ja: "この設備には電話発信の設定がありません", en: "This installation is not set up to make calls")
        }
    }
}
