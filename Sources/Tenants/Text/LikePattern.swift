/// Patterns for `LIKE … ESCAPE '\'`: what people type is taken literally.
enum LikePattern {
    static func beginning(_ text: String) -> String { escaped(text) + "%" }
    static func containing(_ text: String) -> String { "%" + escaped(text) + "%" }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "%" || character == "_" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
