import Domain
import TestKit
import Testing

@testable import Channels

@Suite("Short messages through a gateway", .timeLimit(.minutes(2)))
struct SMSChannelTests {
    @Test("Each status and each error number of a reply has a meaning", arguments: 100...599)
    func everyStatus(status: Int) {
        for code in [nil, 0, 21_211, 21_610, 21_602, 21_617, 21_606, 21_408, 14_107, 20_003, 99_999] as [Int?] {
            for id in [nil, CallID("SM1")] {
                let result = SMSOutcome.ofSending(status: status, errorCode: code, id: id, retryAfter: .seconds(3))
                switch result {
                case .accepted: #expect((200..<300).contains(status) && (id != nil || status == 201))
                case .temporary(let reason, _): #expect((300..<600).contains(status) && reason.fault == .provider)
                case .permanent(let reason): #expect((400..<500).contains(status) && reason.fault != .provider)
                case .unclear: #expect(!(400..<500).contains(status) || status == 409)
                }
            }
        }
    }

    @Test(
        "Known refusals get their own word",
        arguments: [
            (21_211, "permanent numberUnknown 400 21211"), (21_214, "permanent numberUnknown 400 21214"),
            (21_217, "permanent numberUnknown 400 21217"), (21_265, "permanent numberUnknown 400 21265"),
            (21_401, "permanent numberUnknown 400 21401"), (21_421, "permanent numberUnknown 400 21421"),
            (21_614, "permanent numberUnknown 400 21614"), (30_003, "permanent numberUnknown 400 30003"),
            (30_005, "permanent numberUnknown 400 30005"), (30_006, "permanent numberUnknown 400 30006"),
            (21_610, "permanent numberRefused 400 21610"), (30_004, "permanent numberRefused 400 30004"),
            (30_007, "permanent numberRefused 400 30007"), (21_602, "permanent requestRefused 400 21602"),
            (21_619, "permanent requestRefused 400 21619"), (21_605, "permanent tooLarge 400 21605"),
            (21_617, "permanent tooLarge 400 21617"), (21_212, "temporary senderRefused 400 21212"),
            (21_603, "temporary senderRefused 400 21603"), (21_606, "temporary senderRefused 400 21606"),
            (21_611, "temporary senderRefused 400 21611"), (21_659, "temporary senderRefused 400 21659"),
            (21_660, "temporary senderRefused 400 21660"), (21_408, "temporary relayRefused 400 21408"),
            (21_608, "temporary relayRefused 400 21608"), (21_612, "temporary relayRefused 400 21612"),
            (14_107, "temporary rateLimited 400 14107"), (30_022, "temporary rateLimited 400 30022"),
            (30_001, "temporary providerBusy 400 30001"), (30_002, "temporary authenticationFailed 400 30002"),
            (99_999, "permanent requestRefused 400 99999"),
        ])
    func refusals(code: Int, expected: String) {
        #expect(SMSOutcome.ofSending(status: 400, errorCode: code, id: nil, retryAfter: nil).inWords == expected)
    }

    @Test(
        "A sender is a number or a short name",
        arguments: [
            ("0312345678", "+81312345678"), ("ANPI", "ANPI"), ("Anpi24", "Anpi24"), ("AB", nil), ("TwelveLetter", nil),
            ("安否確認", nil), ("1234", nil), ("A B C", nil),
        ] as [(String, String?)])
    func senders(text: String, expected: String?) {
        #expect(SMSSender(text)?.description == expected)
    }

    @Test("A message reaches the gateway, and what became of it is said as it is (R-104)")
    func real() async throws {
        let gateway = try await VoiceGatewaySimulator.start(
            messageRules: """
                [{"to": "+81900000001", "outcome": "invalid"}, {"to": "+81900000002", "outcome": "accept-and-drop"},
                 {"to": "+81900000003", "outcome": "reply", "status": 503, "retryAfter": 7},
                 {"to": "+81900000004", "outcome": "garbage"}]
                """)
        defer { gateway.stop() }
        let (to, text) = (try PhoneNumber("0900000000"), Secret("コードは 123456 です。& = %"))
        let channel = try Self.channel(gateway)
        let sent = await channel.send(SMSRequest(to: to, text: text))
        let seen = try await gateway.texts(to: to)
        #expect(sent == .accepted(reference: seen.first?.sid) && seen.count == 1)
        #expect(seen.first?.from == "ANPI" && seen.first?.body == text.exposed)
        let words = [
            ("1", "permanent numberUnknown 400 21211"), ("3", "temporary providerBusy 503 after 7.0 seconds"),
            ("4", "accepted"),
        ]
        for (digit, expected) in words {
            let number = try PhoneNumber("090000000\(digit)")
            #expect(await channel.send(SMSRequest(to: number, text: text)).inWords == expected)
        }
        let dropped = await channel.send(SMSRequest(to: try PhoneNumber("0900000002"), text: text))
        guard case .unclear = dropped else { throw Surprise() }
        let strange = try Self.channel(gateway, token: "another")
        #expect(
            await strange.send(SMSRequest(to: to, text: text)).inWords == "temporary authenticationFailed 401 20003")
    }

    private static func channel(
        _ gateway: VoiceGatewaySimulator, token: String = VoiceGatewaySimulator.token
    ) throws -> SMSChannel {
        SMSChannel(
            gateway: SMSGateway(
                base: try #require(HTTPURL(gateway.base)),
                account: try #require(CallID(VoiceGatewaySimulator.account)), token: Secret(token),
                sender: try #require(SMSSender("ANPI"))),
            client: HTTPClient(
                pool: TransferPool(connections: 4), policy: HTTPClient.Policy(hosts: nil, allowsPlainLoopback: true)),
            clock: .system)
    }
}
