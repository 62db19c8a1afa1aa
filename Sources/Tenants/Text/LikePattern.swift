/// Patterns for `LIKE … ESCAPE '\'`: what people type is taken literally.
package enum LikePattern {
    /// Matches what begins with this text.
    package static func beginning(_ text: String) -> String { escaped(text) + "%" }
    /// Matches what contains this text.
    package static func containing(_ text: String) -> String { "%" + escaped(text) + "%" }

    /// A text in which nothing stands for anything else.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "%" || character == "_" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
