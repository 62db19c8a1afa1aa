import Auth
import HTTPServer

extension HTTPRequest {
    /// What the browser says it runs on; a computer if it says nothing.
    var device: DeviceKind {
        switch headers["Sec-CH-UA-Mobile"] {
        case "?1": .phone
        case "?0": .pc
        default: Self.says(Array((headers["User-Agent"] ?? "").utf8), "Mobi") ? .phone : .pc
        }
    }

    /// Browser and system in two words, such as `Chrome, Windows`, for the list of one's own sessions; empty if unknown.
    var browserLabel: String {
        let agent = Array((headers["User-Agent"] ?? "").utf8)
        // Each of them says the names of those after it too.
        let browser = [("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")]
        let system = [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
            ("Linux", "Linux"),
        ]
        return [browser, system].compactMap { list in list.first { Self.says(agent, $0.0) }?.1 }.joined(separator: ", ")
    }

    /// Whether a browser's text has this word. Bytes are compared: the standard library looks for characters, at many times
    /// the cost, and each login asks nine times.
    private static func says(_ agent: [UInt8], _ word: String) -> Bool {
        let word = Array(word.utf8)
        return agent.indices.dropLast(word.count - 1).contains { place in
            agent[place] == word[0] && agent[place...].starts(with: word)
        }
    }
}
