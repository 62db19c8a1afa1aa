import Auth
import Domain
import HTTPServer
import Tenants

/// One request on its way through the site, with who makes it and when.
final class Visit: Sendable {
    let request: HTTPRequest
    /// The values of the names in the route's pattern.
    let parameters: [String: String]
    let now: Instant
    /// The language of the answer.
    let language: Language
    /// Who is logged in, by cookie or as a person with a bearer token.
    let session: Session?
    /// The family user who is logged in, on the family's own routes only.
    let family: FamilySession?
    /// What a bearer token may do; equal to the session's where a person holds it.
    let bearer: TenantScope?
    /// The program of the installation's operator that calls, on routes that let one pass.
    let installation: InstallationBearer?
    /// The time zone of the organization whose login is not finished.
    let timeZone: String?

    init(
        request: HTTPRequest, parameters: [String: String], now: Instant, language: Language, session: Session?,
        bearer: TenantScope?, installation: InstallationBearer? = nil, timeZone: String? = nil,
        family: FamilySession? = nil
    ) {
        self.request = request
        self.parameters = parameters
        self.now = now
        self.language = language
        self.session = session
        self.bearer = bearer
        self.installation = installation
        self.timeZone = timeZone
        self.family = family
    }

    /// The language that was asked for in the address or chosen earlier in this browser; nil if none was.
    var chosenLanguage: Language? { Self.chosenLanguage(of: request) }

    static func chosenLanguage(of request: HTTPRequest) -> Language? {
        request.query("lang").flatMap(Language.init(rawValue:))
            ?? Cookie.language.value(in: request).flatMap(Language.init(rawValue:))
    }

    /// The language that was chosen, or that the header `Accept-Language` asks for; nil if neither is said.
    var askedLanguage: Language? { chosenLanguage ?? Self.acceptedLanguage(of: request) }

    static func acceptedLanguage(of request: HTTPRequest) -> Language? {
        let choices = request.headers["Accept-Language"]?.lowercased().split(separator: ",") ?? []
        return choices.lazy.compactMap { Language(rawValue: String($0.drop { $0 == " " }.prefix(2))) }.first
    }

    /// The clock of whoever makes it: that of their organization, also within a login that is not finished. Before that no
    /// organization is known, and its code must not tell whether there is one: times are those of Japan.
    var zone: Zone { (session?.timeZone ?? timeZone).map(Zone.init(named:)) ?? .tokyo }

    /// Names the exchange in log and audit.
    var requestID: String { request.id.description }

    /// The right to act.
    ///
    /// - Throws: `NotSignedIn` on routes that are open to anybody, when nobody is signed in.
    var scope: TenantScope {
        get throws(NotSignedIn) {
            guard let scope = session?.scope ?? bearer else { throw NotSignedIn() }
            return scope
        }
    }

    /// The right of a family user to act.
    ///
    /// - Throws: `NotSignedIn` where no family user is signed in.
    var familyScope: TenantScope {
        get throws(NotSignedIn) {
            guard let family else { throw NotSignedIn() }
            return family.scope
        }
    }

    /// Refuses what changes other people's logins, or makes keys to them, unless whoever is signed in has shown password
    /// and factor a short while ago. A program's token was made by somebody who had.
    ///
    /// - Throws: `ProofNeeded`.
    func requireProof() throws(ProofNeeded) {
        try session?.requireRecentProof(now: now)
    }

    /// An identifier in the path; anything that is not a number is as unknown as a number that nobody has.
    ///
    /// - Throws: `NotFound`.
    func identifier<Kind>(
        _ name: String, _ kind: Identifier<Kind>.Type = Identifier<Kind>.self
    ) throws(NotFound) -> Identifier<Kind> {
        guard let text = parameters[name], let identifier = Identifier<Kind>(canonical: text) else {
            throw NotFound(name)
        }
        return identifier
    }
}

/// A token of the installation's operator: it belongs to no organization.
struct InstallationBearer: Sendable, Hashable {
    /// The token's number, for the audit chain.
    let token: Int64
    /// What it may do.
    let capabilities: Set<Capability>
}

extension Identifier {
    /// The identifier written as we write it, so that no two addresses name one thing; `+5` and `05` name nothing.
    init?(canonical text: String) {
        self.init(text)
        if description != text { return nil }
    }
}
