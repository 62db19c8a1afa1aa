package import Domain
package import Profiles

/// What the people of an organization are asked or told because of an earthquake.
package struct IncidentReport: Sendable, Hashable {
    /// The organization.
    package let tenant: TenantID
    /// The earthquake.
    package let event: EventID
    /// Its name: 16:10 石川県能登地方の地震.
    package let title: LocalizedText
    /// When the earth shook; when JMA first reported it, if that is all that is known.
    package let occurredAt: Instant
    /// Where it was, as JMA calls the epicentre's area, or the region that shook most; empty if neither is known.
    package let place: LocalizedText
    /// Whose people are meant, and the intensity there.
    package let regions: [JMARegionCode: Intensity]
    /// Whose people need not have been asked, of a correction that leaves others.
    package let withdrawn: [Target]
    /// Which of a person's addresses count.
    package let addresses: Set<AddressKind>
    /// The organization's own words instead of `subject` and `body`, if its rule names a template.
    package let template: TemplateID?
    /// 件名, when no template says otherwise.
    package let subject: LocalizedText
    /// 本文, when no template says otherwise.
    package let body: LocalizedText
    /// The instant of the decision.
    package let now: Instant
}
