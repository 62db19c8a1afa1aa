import Channels
import Domain
import Foundation
import TestKit
import Testing

@Suite("Mail over TLS", .timeLimit(.minutes(2)))
struct MailTLSTests {
    private let login = SMTPRelay.Credentials(user: "anpi", password: Secret("correct horse"))

    @Test(
        "STARTTLS and implicit TLS carry mail and login",
        arguments: [SMTPRelay.Security.required, .implicit, .opportunistic])
    func overTLS(security: SMTPRelay.Security) async throws {
        let certificates = try await Certificates()
        defer { certificates.remove() }
        let kind = security == .implicit ? ["--implicit-tls"] : []
        let catcher = try await MailCatcher.start(
            arguments: [
                "--certificate", certificates.certificate, "--key", certificates.key, "--login", "anpi:correct horse",
            ]
                + kind)
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(
            port: catcher.smtpPort, host: "localhost", security: security, credentials: login, caFile: certificates.ca)
        for number in 0..<3 {
            #expect(await channel.handOff(try MailFixture.message(to: "p\(number)@example.jp")).inWords == "accepted")
        }
        let counts = try await catcher.counts()
        #expect(counts.messages == 3 && counts.tls == 3 && counts.logins == 3)
        #expect(counts.connections == 1)
    }

    @Test("A certificate that nobody vouches for is refused, and nothing is sent")
    func strangerCertificate() async throws {
        let certificates = try await Certificates()
        defer { certificates.remove() }
        let catcher = try await MailCatcher.start(
            arguments: ["--certificate", certificates.certificate, "--key", certificates.key])
        defer { catcher.stop() }
        for security in [SMTPRelay.Security.required, .opportunistic] {
            let (channel, _) = try MailFixture.channel(port: catcher.smtpPort, host: "localhost", security: security)
            #expect(
                await channel.handOff(try MailFixture.message(to: "x@example.jp")).inWords == "temporary tlsFailed 220")
        }
        // The right authority, but the certificate is for another name.
        let (channel, _) = try MailFixture.channel(
            port: catcher.smtpPort, host: "127.0.0.1", security: .required, caFile: certificates.ca)
        #expect(await channel.handOff(try MailFixture.message(to: "x@example.jp")).inWords == "temporary tlsFailed 220")
        #expect(try await catcher.counts().messages == 0)
    }

    @Test("Required TLS sends nothing to a relay without STARTTLS, and opportunistic does")
    func withoutSTARTTLS() async throws {
        let catcher = try await MailCatcher.start()
        defer { catcher.stop() }
        let (strict, _) = try MailFixture.channel(port: catcher.smtpPort, security: .required)
        #expect(await strict.handOff(try MailFixture.message(to: "x@example.jp")).inWords == "temporary tlsFailed 250")
        let (lenient, _) = try MailFixture.channel(port: catcher.smtpPort, security: .opportunistic)
        #expect(await lenient.handOff(try MailFixture.message(to: "x@example.jp")).inWords == "accepted")
        #expect(try await catcher.counts().messages == 1)
    }

    @Test("A wrong password is the provider's trouble, not the address's")
    func wrongPassword() async throws {
        let certificates = try await Certificates()
        defer { certificates.remove() }
        let catcher = try await MailCatcher.start(
            arguments: ["--certificate", certificates.certificate, "--key", certificates.key, "--login", "anpi:other"])
        defer { catcher.stop() }
        let (channel, _) = try MailFixture.channel(
            port: catcher.smtpPort, host: "localhost", security: .required, credentials: login, caFile: certificates.ca)
        let result = await channel.handOff(try MailFixture.message(to: "x@example.jp"))
        #expect(result.inWords.hasPrefix("temporary authenticationFailed 535"))
        #expect(!"\(result)".contains("horse") && result.reason?.fault == .provider)
    }
}
