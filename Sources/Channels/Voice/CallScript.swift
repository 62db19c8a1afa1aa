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
