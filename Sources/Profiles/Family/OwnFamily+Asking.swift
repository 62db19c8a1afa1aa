import Database
package import Domain
package import Tenants

extension OwnFamily {
    /// Whether owners of addresses can be asked at all.
    package var canAsk: Bool { asking != nil }

    /// Asks the owner of a registered address once more to confirm it; requires `editOwnProfile`.
    ///
    /// - Parameters:
    ///   - address: As it is registered of this family user.
    ///   - field: The name of the field it stands in, for refusals.
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` or `DatabaseError`; nothing is sent then.
    package func ask(
        _ scope: TenantScope, _ id: FamilyMemberID, address: String, field: String, now: Instant
    ) async throws {
        try scope.require(.editOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        try await ask(scope, of: person, id, address, field, now)
    }

    /// The family user who acts asks for such a mail; requires `editOwnFamily`.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` or `DatabaseError`; nothing is sent then.
    package func askOwn(_ scope: TenantScope, address: String, field: String, now: Instant) async throws {
        try scope.require(.editOwnFamily)
        let (person, member) = try await acting(scope)
        try await ask(scope, of: person, member.id, address, field, now)
    }

    private func ask(
        _ scope: TenantScope, of person: PersonID, _ id: FamilyMemberID, _ address: String, _ field: String,
        _ now: Instant
    ) async throws {
        try await database.write(scope) { [asking] transaction in
            try FamilyLock.take(person, in: scope.tenant, transaction)
            let contract = try ReadOrganization.load(scope.tenant, in: transaction).contract
            guard contract.hasFamily else { throw NotFound("family") }
            let found = try transaction.first(
                """
                SELECT c.value, m.language, c.verified_at, c.failed_at FROM family_member m
                LEFT JOIN family_contact c ON c.tenant_id = m.tenant_id AND c.member_id = m.id AND c.kind = 'mail'
                     AND c.value = \(address)
                WHERE m.tenant_id = \(scope.tenant) AND m.id = \(id) AND m.person_id = \(person)
                """
            ) { row in
                let (value, language) = (try row.next(String?.self), try row.next(Language.self))
                let (verifiedAt, failedAt) = (try row.next(Instant?.self), try row.next(Instant?.self))
                return (value: value, language: language, isSure: verifiedAt != nil && failedAt == nil)
            }
            guard let found else { throw NotFound("family") }
            guard let asking, contract.plan.sendsMail else { throw InvalidInput(OwnProfile.noMail(field)) }
            guard let value = found.value else { throw InvalidInput(Self.notRegistered(field)) }
            // There is nothing to ask where it was answered.
            if found.isSure { return }
            let place = AskFamilyAddress.Place(
                tenant: scope.tenant, person: person, member: id, value: value, language: found.language)
            switch try asking(place, now: now, transaction) {
            case .sent: try Self.audit("family.testMail", by: scope, now, transaction)
            case .sentJustNow: break
            case .tooMany: throw InvalidInput(Self.tooMany(field))
            case .tooManyThere: throw InvalidInput(OwnProfile.tooManyThere(field))
            }
        }
        asking?.mail.wake()
    }

    private static func notRegistered(_ field: String) -> [FieldError] {
        [
            FieldError(
                field: field, rule: "notRegistered",
                message: LocalizedText(
                    ja: "このアドレスは、まだ登録されていません。先に登録してください。",
                    en: "This address is not registered yet. Please register it first."))
        ]
    }

    private static func tooMany(_ field: String) -> [FieldError] {
        [
            FieldError(
                field: field, rule: "tooManyTests",
                message: LocalizedText(
                    ja: "ご家族への確認メールは1時間に\(AskFamilyAddress.mostInAnHour)通までです。しばらくしてから、もう一度お試しください。",
                    en:
                        "Only \(AskFamilyAddress.mostInAnHour) such mails can go to a family within an hour. Please try again later."
                ))
        ]
    }
}
