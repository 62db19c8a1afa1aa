package import Domain

extension AttemptReason {
    /// The reason in words with the provider's own code behind them: 宛先のメールアドレスがありません（550 5.1.1）.
    package func line(_ language: Language) -> String {
        guard let sentence = words?[language] else { return stored }
        let full: Set<Character> = ["。", "."]
        let text = sentence.last.map(full.contains) == true ? String(sentence.dropLast()) : sentence
        let code = stored.drop { $0 != " " }.dropFirst()
        if code.isEmpty { return text }
        return LocalizedText(ja: "\(text)（\(code)）", en: "\(text) (\(code))")[language]
    }
}
