import Domain

/// What a file of people is called, so that it is found again among others.
enum ResultsFileName: String {
    /// Everybody of a broadcast.
    case everybody = "results"
    /// Those whom a filter let through.
    case part = "part"
    /// Those who could not be asked.
    case withoutPath = "no-way-to-reach"

    /// The longest part of a subject in a name.
    private static let longestSubject = 40

    /// The name, such as 結果-秋の訓練-2024-01-01.csv.
    func name(_ subject: String, _ day: String, _ language: Language) -> String {
        let forbidden: Set<Character> = ["/", "\\", ":", "*", "?", "\"", "<", ">", "|"]
        let words = subject.prefix(Self.longestSubject).map { forbidden.contains($0) || $0.isNewline ? "_" : $0 }
        return "\(Catalogue.Results.fileKind(self)[language])-\(String(words))-\(day).csv"
    }

    /// The same for programs that know only ASCII.
    func plainName(_ day: String) -> String { "\(rawValue)-\(day).csv" }
}
