package import Domain

/// A field that somebody fills in: the name programs use and the label people see.
package struct InputField: Hashable, Sendable {
    /// The name in the API, the form and the CSV file, such as `name_kana`.
    package let name: String
    /// The label on the page.
    package let label: LocalizedText

    /// A field with its label.
    package init(_ name: String, ja japanese: String, en english: String) {
        self.name = name
        label = LocalizedText(ja: japanese, en: english)
    }

    /// An error of this field. The sentences follow the label, which they name by themselves.
    ///
    /// - Parameters:
    ///   - ja: What comes after 「label」, such as `を入力してください。`
    ///   - en: The whole sentence, in which `%` stands for the label.
    package func error(_ rule: String, ja: String, en: String) -> FieldError {
        FieldError(
            field: name, rule: rule,
            message: LocalizedText(
                ja: "「\(label[.japanese])」\(ja)", en: en.replacing("%", with: "“\(label[.english])”")))
    }

    /// Input refused because of this field alone.
    package func refusal(_ rule: String, ja: String, en: String) -> InvalidInput {
        InvalidInput([error(rule, ja: ja, en: en)])
    }

    /// The error of a field that must be filled in.
    package var missing: InvalidInput {
        refusal("required", ja: "を入力してください。", en: "Enter %.")
    }
}
