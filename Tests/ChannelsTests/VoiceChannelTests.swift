import Channels
import Domain
import Foundation
import TestKit
import Testing

@Suite("Placing calls through a gateway", .timeLimit(.minutes(2)))
struct VoiceChannelTests {
    private func channel(
        _ gateway: VoiceGatewaySimulator, callbacks: String = "http://127.0.0.1:9/callbacks",
        token: String = VoiceGatewaySimulator.token, timeout: Duration = .seconds(10)
    ) throws -> (VoiceChannel, VoiceGateway) {
        let settings = VoiceGateway(
            base: try #require(HTTPURL(gateway.base)), account: try #require(CallID(VoiceGatewaySimulator.account)),
            token: Secret(token), from: try PhoneNumber("0312345678"), callbackURL: try #require(HTTPURL(callbacks)),
            timeout: timeout)
        let client = HTTPClient(
            pool: TransferPool(connections: 4), policy: HTTPClient.Policy(hosts: nil, allowsPlainLoopback: true))
        return (VoiceChannel(gateway: settings, client: client, clock: .system), settings)
    }

    private func request(_ number: String, keyURL: HTTPURL, reference: String = "attempt-1") throws -> CallRequest {
        CallRequest(
            to: try PhoneNumber(number),
            script: .question(
                .japanese, prompt: "安否確認です。無事の方は1を、けがをした方は2を押してください。", farewell: "失礼します。", keyURL: keyURL),
            reference: try #require(CallReference(reference)))
    }

    /// What the people called do.
    private static let behaviours = [
        ("key", #""presses": "2""#), ("busy", #""outcome": "busy""#), ("no-answer", #""outcome": "no-answer""#),
        ("dead", #""outcome": "failed""#), ("failed", #""outcome": "failed", "error": 503"#),
        ("voicemail", #""outcome": "voicemail""#), ("listens", #""outcome": "answer""#),
        ("late", #""outcome": "answer", "ring": 100"#),
    ]

    /// One gateway and one receiver of callbacks for all of them; they end with the tests.
    private static let gateway = Task {
        let rules = behaviours.enumerated().map { #"{"to": "+81900000000\#($0.offset)", \#($0.element.1)}"# }
        return try await VoiceGatewaySimulator.start(rules: "[\(rules.joined(separator: ","))]")
    }
    private static let receiver = Task {
        try await PageServer.start(
            rules: #"[{"method": "POST", "type": "text/xml", "body": "<Response><Say>受け付けました。</Say></Response>"}]"#)
    }

    /// Places a call and gives all reports up to the final one, each verified.
    private func reports(of name: String, count: Int) async throws -> [VoiceCallback] {
        let (server, gateway) = (try await Self.receiver.value, try await Self.gateway.value)
        let (channel, settings) = try channel(gateway, callbacks: server.url("/callbacks/\(name)"))
        let number = try #require(Self.behaviours.firstIndex { $0.0 == name })
        let result = await channel.placeCall(try request("0900000000\(number)", keyURL: settings.keyURL))
        guard case .accepted(let id?) = result else { throw Surprise() }
        let seen = try await server.requests(to: "/callbacks/\(name)", atLeast: count)
        let key = try #require(CallbackKey(Secret(VoiceGatewaySimulator.callbackSecret)))
        let callbacks = try seen.requests.map { request in
            try VoiceCallback.verify(
                timestamp: request.headers["anpi-timestamp"], signature: request.headers["anpi-signature"],
                body: Array(request.body.utf8), keys: [key], now: WallClock.system.now())
        }
        #expect(callbacks.allSatisfy { $0.call.description == id && $0.reference.description == "attempt-1" })
        #expect(callbacks.map(\.sequence) == Array(0..<callbacks.count))
        #expect(Set(callbacks.map(\.eventID)).count == callbacks.count)
        let record = await channel.lookUp(try #require(CallID(id)))
        guard case .found(let found) = record else { throw Surprise() }
        #expect(found.result == callbacks.last?.result && found.reference?.description == "attempt-1")
        return callbacks
    }

    @Test("A person who answers hears the question in Japanese and presses a key")
    func answers() async throws {
        let callbacks = try await reports(of: "key", count: 5)
        #expect(
            callbacks.map(\.event) == [
                .status(.initiated, nil, errorCode: nil), .status(.ringing, nil, errorCode: nil),
                .status(.inProgress, .human, errorCode: nil), .keyPressed("2"),
                .status(.completed, .human, errorCode: nil),
            ])
        #expect(callbacks.last?.result?.inWords == "accepted")
    }

    @Test(
        "Each way a call can end has its result",
        arguments: [
            ("busy", 2, "temporary busy"), ("no-answer", 3, "temporary noAnswer"),
            ("dead", 2, "permanent numberUnknown 404"), ("failed", 2, "temporary callFailed 503"),
            ("voicemail", 4, "temporary voicemail"), ("listens", 4, "accepted"), ("late", 3, "temporary noAnswer"),
        ])
    func endings(name: String, reports count: Int, expected: String) async throws {
        #expect(try await reports(of: name, count: count).last?.result?.inWords == expected)
    }

    /// What a gateway answers to a request for a call, and what follows.
    private static let placings = [
        (#""outcome": "invalid""#, "permanent numberUnknown 400 21211"),
        (#""outcome": "reply", "status": 200, "body": "<html>""#, "unclear providerFault 200"),
        (#""outcome": "reply", "status": 200"#, "unclear providerFault 200"),
        (#""outcome": "reply", "status": 201, "body": "<html>""#, "accepted"),
        (#""outcome": "reply", "status": 202, "body": "{\"sid\": 7}""#, "unclear providerFault 202"),
        (#""outcome": "reply", "status": 301"#, "temporary providerFault 301"),
        (#""outcome": "reply", "status": 302"#, "temporary providerFault 302"),
        (#""outcome": "reply", "status": 307, "location": "/elsewhere""#, "temporary providerFault 307"),
        (#""outcome": "reply", "status": 400"#, "permanent requestRefused 400"),
        (#""outcome": "reply", "status": 400, "body": "{\"code\": 21212}""#, "temporary senderRefused 400 21212"),
        (#""outcome": "reply", "status": 401"#, "temporary authenticationFailed 401"),
        (#""outcome": "reply", "status": 402"#, "temporary creditExhausted 402"),
        (#""outcome": "reply", "status": 403"#, "temporary authenticationFailed 403"),
        (#""outcome": "reply", "status": 404"#, "temporary providerFault 404"),
        (#""outcome": "reply", "status": 409"#, "unclear providerFault 409"),
        (#""outcome": "reply", "status": 413"#, "permanent tooLarge 413"),
        (#""outcome": "reply", "status": 429"#, "temporary rateLimited 429"),
        (#""outcome": "reply", "status": 429, "retryAfter": 7"#, "temporary rateLimited 429 after 7.0 seconds"),
        (#""outcome": "reply", "status": 429, "retryAfter": "soon""#, "temporary rateLimited 429"),
        (#""outcome": "reply", "status": 500"#, "temporary providerFault 500"),
        (#""outcome": "reply", "status": 502"#, "unclear providerFault 502"),
        (#""outcome": "reply", "status": 503, "body": "<html>""#, "temporary providerBusy 503"),
        (
            #""outcome": "reply", "status": 503, "retryAfter": 9"#, "temporary providerBusy 503 after 9.0 seconds"
        ),
        (#""outcome": "reply", "status": 504"#, "unclear providerFault 504"),
        (#""outcome": "hang""#, "unclear timedOut"), (#""outcome": "drop""#, "unclear connectionLost"),
        (#""outcome": "accept-and-drop""#, "unclear connectionLost"),
    ]

    private static func number(_ index: Int) -> String { "0908\(1_000_000 + index)" }

    private static let unwilling = Task {
        let rules = placings.enumerated().map { index, reply in
            #"{"to": "+81\#(number(index).dropFirst())", \#(reply.0)}"#
        }
        return try await VoiceGatewaySimulator.start(rules: "[\(rules.joined(separator: ","))]")
    }

    @Test("Each reply of the gateway has its result", arguments: placings.indices)
    func replies(index: Int) async throws {
        let gateway = try await Self.unwilling.value
        let (channel, settings) = try channel(gateway, timeout: .seconds(4))
        let number = Self.number(index)
        let result = await channel.placeCall(
            try request(number, keyURL: settings.keyURL, reference: "reply-\(index)"))
        #expect(result.inWords == Self.placings[index].1)
        #expect(!"\(result)".contains(number.dropFirst()))
        // Only what the gateway took without saying so was placed.
        let placed = try await gateway.calls(to: try PhoneNumber(number)).count
        #expect(placed == (Self.placings[index].0.contains("accept-and-drop") ? 1 : 0))
    }

    @Test("A Retry-After that is a date is understood")
    func retryAfterDate() async throws {
        let gateway = try await VoiceGatewaySimulator.start(
            rules: #"[{"outcome": "reply", "status": 429, "retryAfterDate": 600}]"#)
        defer { gateway.stop() }
        let (channel, settings) = try channel(gateway)
        let result = await channel.placeCall(try request("09012345678", keyURL: settings.keyURL))
        guard case .temporary(let reason, let wait?) = result else { throw Surprise() }
        #expect(reason.code == .rateLimited && wait > .seconds(540) && wait <= .seconds(600))
    }

    @Test("acceptedThenGarbageBodyIsNotRetried: a call whose reply nobody can read was placed all the same")
    func acceptedThenGarbageBodyIsNotRetried() async throws {
        let gateway = try await VoiceGatewaySimulator.start(rules: #"[{"outcome": "garbage"}]"#)
        defer { gateway.stop() }
        let (channel, settings) = try channel(gateway)
        let result = await channel.placeCall(try request("09012345678", keyURL: settings.keyURL))
        #expect(result == .accepted(reference: nil))
        #expect(try await gateway.calls(to: try PhoneNumber("09012345678")).count == 1)
    }

    @Test("A call whose reply was lost is found by our own reference, and one that was never placed is unknown")
    func reconciliation() async throws {
        let gateway = try await VoiceGatewaySimulator.start(
            rules: #"[{"to": "*1", "outcome": "accept-and-drop"}, {"to": "*2", "outcome": "drop"}]"#)
        defer { gateway.stop() }
        let (channel, settings) = try channel(gateway)
        #expect(
            await channel.placeCall(try request("09000000001", keyURL: settings.keyURL, reference: "lost")).inWords
                == "unclear connectionLost")
        guard case .found(let record) = await channel.lookUp(try #require(CallReference("lost"))) else {
            throw Surprise()
        }
        #expect(record.reference?.description == "lost")
        #expect(
            await channel.placeCall(try request("09000000002", keyURL: settings.keyURL, reference: "never")).inWords
                == "unclear connectionLost")
        #expect(await channel.lookUp(try #require(CallReference("never"))) == .unknown)
        #expect(await channel.lookUp(try #require(CallID("CAunknown"))) == .unknown)
    }

    @Test("Wrong credentials and a gateway that isn't there are the provider's trouble")
    func provider() async throws {
        let gateway = try await VoiceGatewaySimulator.start()
        let (stranger, settings) = try channel(gateway, token: "wrong")
        let call = try request("09012345678", keyURL: settings.keyURL)
        let refused = await stranger.placeCall(call)
        #expect(refused.inWords == "temporary authenticationFailed 401 20003" && refused.reason?.fault == .provider)
        guard case .failed = await stranger.lookUp(try #require(CallID("CA1"))) else { throw Surprise() }
        gateway.stop()
        await gateway.ended()
        let (channel, _) = try channel(gateway)
        #expect(await channel.placeCall(call).inWords == "temporary connectionRefused")
        guard case .failed = await channel.lookUp(try #require(CallID("CA1"))) else { throw Surprise() }
    }

    @Test("A ringing call is called off when the person has answered on another way (R-185)")
    func hangUp() async throws {
        let server = try await PageServer.start(rules: #"[{"method": "POST"}]"#)
        defer { server.stop() }
        let gateway = try await VoiceGatewaySimulator.start(rules: #"[{"ring": 25}]"#, speed: 1)
        defer { gateway.stop() }
        let (channel, settings) = try channel(gateway, callbacks: server.url("/callbacks"))
        let result = await channel.placeCall(try request("09012345678", keyURL: settings.keyURL))
        guard case .accepted(let id?) = result, let call = CallID(id) else { throw Surprise() }
        _ = try await server.requests(to: "/callbacks", atLeast: 2)
        #expect(await channel.hangUp(call))
        _ = try await server.requests(to: "/callbacks", atLeast: 3)
        guard case .found(let record) = await channel.lookUp(call) else { throw Surprise() }
        #expect(record.status == .canceled && record.result?.reason?.code == .canceled)
    }

    @Test("Hundreds of calls share a few connections, and the gateway hears each prompt")
    func manyCalls() async throws {
        let gateway = try await VoiceGatewaySimulator.start(speed: 1_000)
        defer { gateway.stop() }
        let (channel, settings) = try channel(gateway)
        let calls = try (0..<300).map {
            try request("090\(10_000_000 + $0)", keyURL: settings.keyURL, reference: "attempt-\($0)")
        }
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for call in calls { group.addTask { await channel.placeCall(call).inWords == "accepted" } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        let counts = try await gateway.counts()
        #expect(accepted == 300 && counts.created == 300 && counts.connections <= 4 + 1)
        let heard = try #require(try await gateway.calls(to: try PhoneNumber("09010000299")).first)
        #expect(heard.reference == "attempt-299" && heard.spoken.first?.language == "ja-JP")
        #expect(heard.spoken.first?.text == "安否確認です。無事の方は1を、けがをした方は2を押してください。")
    }
}
