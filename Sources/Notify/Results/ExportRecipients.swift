package import Domain
package import Profiles
package import Tenants

/// The results of a broadcast as rows of a file, in the reader's language. The caller writes them as CSV by the installation's
/// one rule for cells.
package struct ExportRecipients: Sendable {
    private let list: ListRecipients
    private let regions: RegionTable

    /// The use case on one installation.
    package init(_ list: ListRecipients, regions: RegionTable) {
        self.list = list
        self.regions = regions
    }

    /// The names of the columns; free questions stand last, in the administrator's words.
    package func header(_ form: AnswerForm, _ language: Language) -> [String] {
        [
            LocalizedText(ja: "ID", en: "ID"), LocalizedText(ja: "氏名", en: "Name"),
            LocalizedText(ja: "カナ", en: "Kana"), LocalizedText(ja: "所属", en: "Department"),
            LocalizedText(ja: "都道府県", en: "Prefecture"), LocalizedText(ja: "地域", en: "Region"),
            LocalizedText(ja: "状況", en: "Level"), LocalizedText(ja: "回答", en: "Answer"),
            LocalizedText(ja: "出社", en: "Can come to work"), LocalizedText(ja: "ひとこと", en: "Comment"),
            LocalizedText(ja: "回答日時", en: "Answered at"), LocalizedText(ja: "理由", en: "Reason"),
        ].map { $0[language] } + form.questions.map(\.text)
    }

    /// Calls `write` with the rows, some hundred at a time, in the order of people.
    ///
    /// - Parameters:
    ///   - time: Writes an instant as the organization reads it.
    /// - Throws: `NotAllowed`, `DatabaseError`, or what `write` throws.
    package func rows(
        _ broadcast: BroadcastID, _ filter: ListRecipients.Filter = ListRecipients.Filter(), form: AnswerForm,
        _ language: Language, _ scope: TenantScope, time: @Sendable (Instant) -> String,
        write: ([[String]]) async throws -> Void
    ) async throws {
        var cursor: PersonID?
        while true {
            let lines = try await list(broadcast, filter, after: cursor, limit: 500, scope)
            try await write(lines.map { row($0, form, language, time) })
            guard lines.count == 500, let last = lines.last else { return }
            cursor = last.person
        }
    }

    private func row(
        _ line: RecipientLine, _ form: AnswerForm, _ language: Language, _ time: (Instant) -> String
    ) -> [String] {
        let prefecture = line.prefecture.flatMap { PrefectureCode($0) }.flatMap { regions[$0]?.name[language] }
        let region = line.region.flatMap { JMARegionCode($0) }.flatMap { regions[$0]?.name[language] }
        let status = line.status.map { code in form.choices.first { $0.code == code }?[language] ?? code }
        return [
            line.loginID, line.name(in: language), line.kana, line.department ?? "", prefecture ?? "", region ?? "",
            level(line)[language], status ?? "", line.attendance?.words[language] ?? "", line.comment ?? "",
            line.answeredAt.map(time) ?? "", reason(line, language),
        ] + form.questions.map { line.replies[$0.code] ?? "" }
    }

    private func level(_ line: RecipientLine) -> LocalizedText {
        line.isLate ? LocalizedText(ja: "締め切り後に回答", en: "Answered late") : line.level.name
    }

    /// Why the person was not reached; somebody who answered was.
    private func reason(_ line: RecipientLine, _ language: Language) -> String {
        if line.level == .answered { return "" }
        let end = line.endReason.flatMap { reason in
            CannotBeAsked(rawValue: reason)?.words[language] ?? StopReason(rawValue: reason)?.words[language]
        }
        let last = line.lastReason.flatMap { AttemptReason($0) }?.line(language)
        return [end, last].compactMap(\.self).joined(separator: " ")
    }
}
