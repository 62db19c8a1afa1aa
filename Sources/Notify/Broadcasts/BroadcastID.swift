package import Domain

/// Marks the identifiers of broadcasts.
package enum BroadcastMark {}
/// Marks the identifiers of incidents.
package enum IncidentMark {}
/// Marks the identifiers of templates.
package enum TemplateMark {}

/// Broadcast (一斉送信): one question or notice to many people of one organization.
package typealias BroadcastID = Identifier<BroadcastMark>
/// Incident (災害): what gathers the broadcasts of one event.
package typealias IncidentID = Identifier<IncidentMark>
/// Template (ひな形) of a broadcast.
package typealias TemplateID = Identifier<TemplateMark>
