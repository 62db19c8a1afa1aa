import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// The organization's audit chain.
    var auditOperations: [APIOperation] {
        [
            APIOperation(
                .get, "/api/v1/audit",
                query: ["action", "actor", "subject", "from", "until", "limit", "cursor"], listAudit),
            APIOperation(.post, "/api/v1/audit/verify", body: .json, verifyAudit),
        ]
    }

    private func listAudit(_ visit: Visit) async throws -> HTTPResponse {
        var filter = ListAudit.Filter()
        filter.actionPrefix = visit.request.query("action")
        filter.actor = visit.request.query("actor")
        filter.subject = visit.request.query("subject")
        filter.from = try visit.instant("from")
        filter.until = try visit.instant("until")
        let limit = try visit.limit()
        let before = try visit.numberCursor()
        let rows = try await ListAudit(database: database)(visit.scope, filter, before: before, limit: limit)
        let next = rows.count == limit ? rows.last.map { String($0.seq) } : nil
        let typed = try await auth.typedReasons(visit.scope, of: rows)
        let items = rows.map { row -> JSON in
            [
                "seq": .text(String(row.seq)), "at": JSON(row.at), "actor": .text(row.actor),
                "action": .text(row.action), "subject": .text(row.subject), "result": .text(row.result),
                "reason": .text(row.reason), "typedReason": JSON(typed.texts[row.seq]),
                "changes": .array(
                    row.changes.map {
                        ["field": .text($0.field), "before": JSON($0.before), "after": JSON($0.after)]
                    }),
                "requestId": .text(row.requestID),
                "head": .text(AuditHead(seq: row.seq, hash: row.hash).description),
            ]
        }
        return .json(.page(items, next: next))
    }

    private func verifyAudit(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let sent = body.text("anchor", required: false)
        try body.finish()
        let anchor = try sent.map { text in
            guard let head = AuditHead(text) else {
                throw InvalidInput(
                    field: "anchor", rule: "format",
                    message: LocalizedText(
                        ja: "「anchor」は以前の確認で返された head をそのまま送ってください。",
                        en: "Send the “head” of an earlier check as “anchor”."))
            }
            return head
        }
        switch try await VerifyAudit(database: database)(visit.scope, anchor: anchor) {
        case .intact(let head): return .json(["isIntact": true, "head": .text(head.description)])
        case .broken(let place):
            return .json([
                "isIntact": false, "seq": .text(String(place.seq)), "fault": .text(place.fault.rawValue),
            ])
        }
    }
}

extension Visit {
    /// How many rows of a list were shown before; 0 at its start.
    ///
    /// - Throws: `ProblemError`.
    func offsetCursor() throws -> Int {
        Int(min(try numberCursor() ?? 0, 1_000_000_000))
    }

    /// The place in a list that is ordered by number; nil at its start.
    ///
    /// - Throws: `ProblemError`.
    func numberCursor() throws -> Int64? {
        guard let text = request.query("cursor") else { return nil }
        guard let number = Int64(text), number >= 0, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Self.refusal(
                "cursor", "format", ja: "「cursor」は前のページの next をそのまま送ってください。",
                en: "Send “next” of the page before as “cursor”.")
        }
        return number
    }
}
