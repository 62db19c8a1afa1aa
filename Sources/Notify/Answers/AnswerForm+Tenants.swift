package import Tenants

extension AnswerForm {
    /// What a safety check of an organization asks, by its settings of today.
    package init(safetyCheckOf settings: TenantSettings) {
        self.init(
            choices: settings.answerChoices.map { choice in
                AnswerChoice(
                    code: choice.code, ja: choice.ja, en: choice.en, easy: choice.easy,
                    severity: choice.severity == .good ? .good : choice.severity == .attention ? .attention : .urgent)
            }, asksAttendance: settings.asksAttendance, allowsComment: settings.allowsComment)
    }
}
