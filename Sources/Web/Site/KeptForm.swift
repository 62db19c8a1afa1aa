import Auth
import Domain
import Foundation
import HTTPServer
import Tenants

/// A form that was sent after its session had run out, or before its person showed who they are. It travels through the
/// login, or the proof, in a sealed field, so that nobody else who uses the browser can read it, and comes back to the
/// person it is of.
struct KeptForm: Sendable {
    /// Where a kept form goes once its person is back.
    enum Return: Sendable {
        /// To the page it was sent from, which shows it as it was typed.
        case itself
        /// The same, one path segment above: confirm steps.
        case above
        /// On, as it was sent: answers.
        case onward
    }

    /// Whose form it is.
    enum Owner: Hashable, Sendable {
        case person(TenantID, PersonID)
        case family(TenantID, FamilyMemberID)

        /// How it stands in the sealed text.
        fileprivate var fields: [(String, String)] {
            switch self {
            case .person(let tenant, let person): [("tenant", "\(tenant)"), ("person", "\(person)")]
            case .family(let tenant, let member): [("tenant", "\(tenant)"), ("member", "\(member)")]
            }
        }

        fileprivate init?(_ all: FormData) {
            guard let tenant = all["tenant"].flatMap({ TenantID($0) }) else { return nil }
            if let person = all["person"].flatMap({ PersonID($0) }) {
                self = .person(tenant, person)
            } else if let member = all["member"].flatMap({ FamilyMemberID($0) }) {
                self = .family(tenant, member)
            } else {
                return nil
            }
        }
    }

    /// How long the way through the login may take.
    static let lifetime = Duration.seconds(1_800)
    /// Longer forms are not kept.
    private static let mostBytes = 60_000
    /// Parts the place from what was typed; no form of ours has a field without a name.
    private static let end = ""

    let owner: Owner
    /// When it is forgotten.
    let until: Instant
    /// Where it goes.
    let place: Address
    let fields: [HiddenField]

    /// The form of a visit as a sealed text; nil if it is too long.
    static func seal(
        _ visit: Visit, to goal: Return, of owner: Owner, key: [UInt8], randomness: Randomness
    ) -> String? {
        // Before what was typed: its names may be the same.
        var pairs = owner.fields + [("until", "\((visit.now + lifetime).milliseconds)")]
        pairs += segments(visit, to: goal).map { ("place", $0) } + [(end, "")]
        pairs += typed(in: visit, to: goal).map { ($0.name, $0.value) }
        let text = pairs.map { "\(PercentCoding.encode($0.0))=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
        guard text.utf8.count <= mostBytes else { return nil }
        return Data(SecretBox(key: key).seal(Array(text.utf8), randomness: randomness)).base64EncodedString()
    }

    /// The form of a visit to go on with at once, under another session of the same person.
    static func page(of visit: Visit, to goal: Return) -> (place: Address, fields: [HiddenField]) {
        (Address(segments: segments(visit, to: goal)), typed(in: visit, to: goal))
    }

    private static func segments(_ visit: Visit, to goal: Return) -> [String] {
        goal == .above ? Array(visit.request.segments.dropLast()) : visit.request.segments
    }

    private static func typed(in visit: Visit, to goal: Return) -> [HiddenField] {
        let fields = visit.request.formData().fields.filter { field in
            field.name != FormName.csrf && field.name != FormName.edit && field.fileName == nil
                && !FormName.secrets.contains(field.name)
        }.map { HiddenField(name: $0.name, value: $0.text) }
        // The empty value means the whole form.
        return goal == .onward ? fields : fields + [HiddenField(name: FormName.edit, value: "")]
    }

    /// The form in a sealed text; nil if it is none of ours.
    init?(sealed text: String, key: [UInt8]) {
        guard let box = Data(base64Encoded: text), let opened = SecretBox(key: key).open(Array(box)) else { return nil }
        let all = FormData(urlencoded: opened)
        guard let end = all.fields.firstIndex(where: { $0.name == Self.end }),
            let owner = Owner(FormData(fields: Array(all.fields[..<end]))),
            let until = all["until"].flatMap({ Int64($0) })
        else { return nil }
        self.owner = owner
        self.until = Instant(milliseconds: until)
        place = Address(segments: all.fields[..<end].filter { $0.name == "place" }.map(\.text))
        fields = all.fields[(end + 1)...].map { HiddenField(name: $0.name, value: $0.text) }
    }

}
