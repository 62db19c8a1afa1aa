import Domain
import HTTPServer
import Tenants

/// What somebody changes is not any more what they read.
struct ChangedMeanwhile: Error {}

extension ContentVersion {
    /// Whether a form goes back to another version; one without a version is an older program's, and taken.
    func isOther(than read: String?) -> Bool {
        read.map { $0 != description } ?? false
    }

    /// Refuses a call whose `If-Match` does not name it; a call without one is taken.
    ///
    /// - Throws: `ChangedMeanwhile`.
    func requireMatch(_ request: HTTPRequest) throws(ChangedMeanwhile) {
        if !request.isMatch(for: description) { throw ChangedMeanwhile() }
    }
}

extension HTTPRequest {
    /// Whether the change is wanted of this version: `If-Match` names it, or is not there. A proxy that compressed the
    /// body marks the tag as weak (`W/`).
    func isMatch(for version: String) -> Bool {
        let headers = headers.all("If-Match")
        if headers.isEmpty { return true }
        let tag = "\"\(version)\""
        let candidates: [String] = headers.joined(separator: ",").split(separator: ",").map { $0.filter { $0 != " " } }
        return candidates.contains { candidate in
            candidate == "*" || (candidate.hasPrefix("W/") ? String(candidate.dropFirst(2)) : candidate) == tag
        }
    }
}

extension HTTPResponse {
    /// This response with the version for `If-Match`, where the body says more than what the version stands for.
    func stating(_ version: ContentVersion) -> HTTPResponse {
        var response = self
        response.headers["ETag"] = "\"\(version)\""
        return response
    }
}

extension Problem {
    static let changedMeanwhile = Problem(
        HTTPStatus(412), "changedMeanwhile",
        LocalizedText(
            ja: "読み取ったあとに変更されています。もう一度読み取ってから変更してください。",
            en: "It was changed since you read it. Read it again before changing it."))
}
