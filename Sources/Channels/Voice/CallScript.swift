package import Domain

/// What a voice says on the phone, and whether it then waits for a key; written in TwiML, the de facto language of call
/// gateways.
package struct CallScript: Sendable, Hashable {
    /// The document that the gateway reads.
    package let markup: String

    /// Says the prompt and waits for one key, twice; then says the farewell and hangs up.
    /// - Parameters:
    ///   - prompt: All that is said, the meaning of each key included; at most 2,000 characters are spoken.
    ///   - keyURL: Where the gateway reports the key.
    package static func question(
        _ language: Language, prompt: String, farewell: String, keyURL: HTTPURL
    ) -> CallScript {
        let gather =
            "<Gather input=\"dtmf\" numDigits=\"1\" timeout=\"8\" method=\"POST\" action=\"\(escaped(keyURL.text))\">"
            + say(prompt, language) + "</Gather>"
        return CallScript(body: gather + gather + say(farewell, language))
    }

    /// Says something and hangs up: the reply to a key press.
    package static func statement(_ language: Language, _ text: String) -> CallScript {
        CallScript(body: say(text, language) + "<Hangup/>")
    }

    /// Something said in one language.
    package struct Line: Sendable, Hashable {
        let language: Language
        let text: String

        /// Words in a language.
        package init(_ language: Language, _ text: String) {
            self.language = language
            self.text = text
        }
    }

    /// Says some lines and hangs up.
    package static func statement(_ lines: [Line]) -> CallScript {
        CallScript(body: said(lines) + "<Hangup/>")
    }

    /// Says some lines and waits for keys, twice; then says the farewell and hangs up.
    ///
    /// - Parameters:
    ///   - digits: The most keys; fewer end with `#`.
    ///   - keyURL: Where the gateway reports what was typed.
    package static func request(_ lines: [Line], digits: Int, farewell: [Line], keyURL: HTTPURL) -> CallScript {
        // A caller may look for the paper on which the digits stand.
        let gather = """
            <Gather input="dtmf" numDigits="\(digits)" finishOnKey="#" timeout="15" method="POST" \
            action="\(escaped(keyURL.text))">\(said(lines))</Gather>
            """
        return CallScript(body: gather + gather + said(farewell) + "<Hangup/>")
    }

    private static func said(_ lines: [Line]) -> String {
        lines.map { say($0.text, $0.language) }.joined()
    }

    private init(body: String) {
        markup = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>\(body)</Response>"
    }

    private static func say(_ text: String, _ language: Language) -> String {
        let code =
            switch language {
            case .japanese: "ja-JP"
            case .english: "en-US"
            }
        return "<Say language=\"\(code)\">\(escaped(String(text.prefix(2_000))))</Say>"
    }

    /// The text as XML character data or attribute value; characters that XML doesn't know become spaces.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += " "
            default:
                let isControl = scalar.properties.generalCategory == .control
                let isOutside = scalar.value == 0xfffe || scalar.value == 0xffff
                if isControl || isOutside { result += " " } else { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }
}
