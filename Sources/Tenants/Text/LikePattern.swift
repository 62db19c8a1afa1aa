/// Patterns for `LIKE … ESCAPE '\'`: what people type is taken literally.
package enum LikePattern {
    /// Matches what begins with this text.
    package static func beginning(_ text: String) -> String { escaped(text) + "%" }
    /// Matches what contains this text.
    package static func containing(_ text: String) -> String { "%" + escaped(text) + "%" }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "%" || character == "_" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
