import Auth
import HTTPServer

extension HTTPRequest {
    /// What the browser says it runs on; a computer if it says nothing.
    var device: DeviceKind {
        switch headers["Sec-CH-UA-Mobile"] {
        case "?1": .phone
        case "?0": .pc
        default: (headers["User-Agent"] ?? "").contains("Mobi") ? .phone : .pc
        }
    }

    /// Browser and system in two words, such as `Chrome, Windows`, for the list of one's own sessions; empty if unknown.
    var browserLabel: String {
        let agent = headers["User-Agent"] ?? ""
        // Each of them says the names of those after it too.
        let browser = [("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")]
        let system = [
            ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
            ("Linux", "Linux"),
        ]
        return [browser, system].compactMap { list in list.first { agent.contains($0.0) }?.1 }.joined(separator: ", ")
    }
}
