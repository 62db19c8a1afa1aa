import Domain
import Foundation
import HTTPServer
import Tenants

/// What a page shows only this once, on its way through a change of language: it is kept nowhere, so it comes back with the
/// form of the language, sealed, to the person and the page that it was shown to.
struct ShownOnce: Sendable {
    /// The field that carries it.
    static let field = "shown"
    /// How long a page that was shown can still be shown in the other language.
    static let lifetime = Duration.seconds(1_800)
    /// Parts whose it is from what was shown.
    private static let end = ""

    /// What was shown.
    let facts: FormData
    /// Until when it can be shown: counted from the first time, however often it changes its language.
    let until: Instant

    /// The field that brings these facts back.
    ///
    /// - Parameter until: What stood in the field that brought them here; nil the first time.
    static func seal(
        _ facts: [(String, String)], for visit: Visit, until: Instant?, _ services: PageServices
    ) throws -> [HiddenField] {
        let until = until ?? visit.now + lifetime
        let pairs = try mark(visit) + [("until", "\(until.milliseconds)"), (end, "")] + facts
        let text = pairs.map { "\(PercentCoding.encode($0.0))=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
        let box = SecretBox(key: services.formKey).seal(Array(text.utf8), randomness: services.randomness)
        return [HiddenField(name: field, value: Data(box).base64EncodedString())]
    }

    /// What a form brought back; nil if it brings nothing.
    ///
    /// - Throws: `NotFound` for what is too old, of somebody else or of another page.
    init?(_ visit: Visit, _ services: PageServices) throws {
        guard let text = visit.request.formData()[Self.field] else { return nil }
        guard let box = Data(base64Encoded: text), let opened = SecretBox(key: services.formKey).open(Array(box))
        else { throw NotFound(Self.field) }
        let all = FormData(urlencoded: opened)
        guard let end = all.fields.firstIndex(where: { $0.name == Self.end }) else { throw NotFound(Self.field) }
        let head = FormData(fields: Array(all.fields[..<end]))
        guard try Self.mark(visit).allSatisfy({ head[$0.0] == $0.1 }),
            let until = head["until"].flatMap({ Int64($0) }).map(Instant.init(milliseconds:)), visit.now < until
        else { throw NotFound(Self.field) }
        self.until = until
        facts = FormData(fields: Array(all.fields[(end + 1)...]))
    }

    /// Whose it is, and where.
    private static func mark(_ visit: Visit) throws -> [(String, String)] {
        let scope = try visit.scope
        return [
            ("tenant", "\(scope.tenant)"), ("actor", scope.actor.auditName),
            ("place", visit.request.segments.joined(separator: "/")),
        ]
    }
}
