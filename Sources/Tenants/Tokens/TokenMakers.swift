import Database
import Domain

/// Whoever made the tokens of an organization, and what follows from their leaving: nobody who is there may know any more
/// that a token is in use, or where it is kept.
enum TokenMakers {
    /// The most tokens that a sentence names.
    private static let mostNames = 5

    /// Notes on each token what became of its maker.
    static func find(_ tokens: inout [APIToken], in tenant: TenantID, _ transaction: Transaction) throws {
        let makers = Set(tokens.compactMap { person($0.createdBy) }).sorted()
        if makers.isEmpty { return }
        var found: [PersonID: APIToken.Maker] = [:]
        try transaction.forEach(
            "SELECT id, employment, left_at FROM person WHERE tenant_id = \(tenant) AND id IN \(list: makers)"
        ) { row in
            let id = try row.next(PersonID.self)
            let isThere = try row.next(Employment.self) != .left
            let leftAt = try row.next(Instant?.self)
            found[id] = isThere ? .here : .left(leftAt)
        }
        for index in tokens.indices {
            guard let maker = person(tokens[index].createdBy) else { continue }
            tokens[index].maker = found[maker] ?? .removed
        }
    }

    /// Tells the administrators which tokens work that people who leave have made, in the transaction in which they leave.
    static func tell(
        ofLeaving people: [PersonID], in tenant: TenantID, _ notice: AppointmentNotice, at now: Instant,
        _ transaction: Transaction
    ) throws {
        if people.isEmpty { return }
        // Few make tokens, and many may leave at once.
        let leaving = Set(people.map { Actor.person($0).auditName })
        let tokens = try TokenStore.all(of: .tenant(tenant), transaction)
            .filter { leaving.contains($0.createdBy) && $0.works(at: now) }
        for (maker, made) in Dictionary(grouping: tokens, by: \.createdBy).sorted(by: { $0.key < $1.key }) {
            guard let person = person(maker) else { continue }
            let name = try transaction.value(
                String.self, "SELECT name FROM person WHERE tenant_id = \(tenant) AND id = \(person)")
            try notice.warn(sentence(name ?? "", made.map(\.name)), advice, in: tenant, at: now, transaction)
        }
    }

    private static func person(_ maker: String) -> PersonID? {
        if case .person(let person)? = Actor(auditName: maker) { person } else { nil }
    }

    private static func sentence(_ maker: String, _ tokens: [String]) -> LocalizedText {
        let more = tokens.count - mostNames
        let named = tokens.prefix(mostNames)
        return LocalizedText(
            ja: "退職した\(maker)さんが発行したAPIトークンが、いまも有効です。\n"
                + named.map { "「\($0)」" }.joined(separator: "\n") + (more > 0 ? "\nほか\(more)件" : ""),
            en: "These API tokens were made by \(maker), who has left, and still work:\n"
                + named.map { "“\($0)”" }.joined(separator: "\n") + (more > 0 ? "\nand \(more) more" : ""))
    }

    private static let advice = LocalizedText(
        ja: "トークンは団体のもので、発行した方が退職しても止まりません。どのシステムが使っているかを確かめ、控えが残っているおそれがあるときは、新しいトークンに取り替えてから停止してください。",
        en:
            "A token is the organization's and does not stop when its maker leaves. Find out which system uses it; if a copy may have been kept, give the system a new token and revoke this one."
    )
}
