import Auth
import Domain
import Testing

private let one = PasswordHasher.Pepper(id: "k1", key: [UInt8](repeating: 1, count: 32))
private let two = PasswordHasher.Pepper(id: "k2", key: [UInt8](repeating: 2, count: 32))

@Suite("Passwords")
struct PasswordTests {
    @Test(
        "The gauge knows weak, medium and strong, also in Japanese (R-023)",
        arguments: [
            ("password", 1, true), ("12345678", 1, true), ("qwertyui", 1, true), ("aaaaaaaaaaaa", 1, true),
            ("安否確認", 1, true), ("ｐａｓｓｗｏｒｄ", 1, true), ("ohayougozaimasu", 1, true), ("seikai", 1, true),
            ("B002417", 1, true), ("seikai-B002417", 1, true), ("seikai-B002417-6", 1, true),
            ("seikai-anpi-2026", 1, true),
            ("seikai-anpi-20261", 2, false),
            ("nihontaro1234", 1, false), ("kaki-densha-26", 2, false),
            ("kaki-densha-26-midori", 3, false), ("桜の木の下で会いましょうね今年も", 2, false),
            ("Xq7#vLp2!mRz9", 3, false),
        ])
    func gauge(text: String, level: Int, common: Bool) {
        let judged = PasswordStrength.judge(PasswordText(text), context: ["seikai", "B002417", "山田 花子"])
        #expect(judged.level.rawValue == level)
        #expect(judged.isCommon == common)
    }

    @Test(
        "What is refused, by which rule (R-026)",
        arguments: [
            ("short1", "tooShort"), (String(repeating: "x7-", count: 11), "tooLong"), ("kaki-電車-2617", "notASCII"),
            ("kaki\ndensha-26", "controlCharacter"), ("password1", "common"), ("sakura123", "common"),
            ("kaki-densha-26", nil), ("nihontaro1234", nil), (" ~!@#$%^&*()_+", nil),
        ])
    func policy(text: String, rule: String?) {
        let refusal = PasswordPolicy().refusal(of: PasswordText(text), context: [])
        #expect(refusal?.rule == rule)
        if let refusal { #expect(refusal.message[.japanese] != refusal.message[.english]) }
    }

    @Test("Settings open the policy to long and Japanese passwords, and may forbid weak ones")
    func settings() {
        let open = PasswordPolicy(shortest: 15, longest: 128, allowsUnicode: true, forbidsWeak: true)
        #expect(open.refusal(of: PasswordText("桜の木の下で会いましょうね今年も"), context: []) == nil)
        #expect(open.refusal(of: PasswordText("nihontaro123456"), context: [])?.rule == "weak")
        #expect(open.refusal(of: PasswordText("kaki-densha-26"), context: [])?.rule == "tooShort")
    }

    @Test("The same keys on another system are the same password")
    func composition() async throws {
        let hasher = PasswordHasher(pepper: one)
        let hash = try await hasher.hash(PasswordText("がっこう-densha"))
        #expect(await hasher.verify(PasswordText("か\u{3099}っこう-densha"), against: hash, in: try hasher.take()))
        #expect(await !hasher.verify(PasswordText("かっこう-densha"), against: hash, in: try hasher.take()))
        #expect(hash.hasPrefix("k1$argon2id$"))
        let other = PasswordHasher(pepper: two)
        #expect(
            await !other.verify(PasswordText("がっこう-densha"), against: hash, in: try other.take()),
            "a stolen table is no use")
        let rotated = PasswordHasher(pepper: two, older: [one])
        #expect(await rotated.verify(PasswordText("がっこう-densha"), against: hash, in: try rotated.take()))
        #expect(rotated.isOutdated(hash))
    }

    @Test("More logins than the queue holds are told to come back")
    func bounded() async throws {
        let hasher = PasswordHasher(pepper: one, queueLimit: 2)
        let busy = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    do {
                        _ = await hasher.verify(PasswordText("x"), against: nil, in: try hasher.take())
                        return false
                    } catch {
                        return error is PasswordHasher.Busy
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(busy > 0)
        #expect(
            await !hasher.verify(PasswordText("x"), against: nil, in: try hasher.take()), "and the queue empties again")
    }

    @Test("Printing a password or a first password shows dots")
    func secrets() {
        let first = FirstPassword(randomness: .system)
        #expect("\(PasswordText("kaki-densha"))" == "•••")
        #expect("\(first.text)" == "•••")
        #expect(first.text.exposed.count == 29)
    }

    @Test("One address gets sixty tries at once and then thirty a minute")
    func sourceLimit() {
        let limit = SourceLimit()
        let start = Instant(milliseconds: 0)
        let granted = (0..<100).filter { _ in limit.take(from: "192.0.2.1", now: start) }.count
        #expect(granted == 60)
        #expect(limit.take(from: "192.0.2.2", now: start))
        let later = (0..<100).filter { _ in limit.take(from: "192.0.2.1", now: start + .seconds(60)) }.count
        #expect(later == 30)
    }

    @Test("All addresses of one IPv6 network share one limit, and an IPv4 address has one in both spellings")
    func sourceNetworks() {
        let limit = SourceLimit()
        let now = Instant(milliseconds: 0)
        let network = (0..<100).filter { limit.take(from: "2001:db8:1:2:\(String($0, radix: 16))::1", now: now) }
        #expect(network.count == 60)
        #expect(!limit.take(from: "2001:0DB8:0001:0002::", now: now))
        #expect(limit.take(from: "2001:db8:1:3::1", now: now))
        #expect((0..<60).allSatisfy { _ in limit.take(from: "::ffff:192.0.2.1", now: now) })
        #expect(!limit.take(from: "192.0.2.1", now: now))
        #expect(limit.take(from: "::ffff:192.0.2.2", now: now))
        #expect(limit.take(from: "unix", now: now))
    }
}
