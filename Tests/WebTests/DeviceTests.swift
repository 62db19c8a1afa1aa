import Auth
import HTTPServer
import Testing

@testable import Web

@Suite("What a browser says it is")
struct DeviceTests {
    @Test(
        "Browser and system are named in two words, and a phone is told from a computer (R-075)",
        arguments: [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
                "Edge, Windows", DeviceKind.pc
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Linux", .pc),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari, iPhone", .phone
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
                "Chrome, Android", .phone
            ),
            ("x Safari", "Safari", .pc), ("Saf", "", .pc), ("", "", .pc), ("電話 Mobi", "", .phone),
        ])
    func told(agent: String, label: String, device: DeviceKind) throws {
        let request = try HTTPRequest(.get, "/login", headers: HTTPHeaders([("User-Agent", agent)]))
        #expect(request.browserLabel == label)
        #expect(request.device == device)
    }

    @Test("A browser that says nothing is a computer's, unless it says that it is a phone's")
    func untold() throws {
        let silent = try HTTPRequest(.get, "/login")
        #expect(silent.browserLabel == "" && silent.device == .pc)
        let hint = try HTTPRequest(.get, "/login", headers: HTTPHeaders([("Sec-CH-UA-Mobile", "?1")]))
        #expect(hint.device == .phone)
    }
}
