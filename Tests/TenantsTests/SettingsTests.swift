import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("Settings of an organization")
struct SettingsTests {
    @Test("The defaults are those of the requirements")
    func defaults() {
        let settings = TenantSettings()
        #expect(settings.voiceRetries == 1 && settings.mailRetries == 0)
        #expect(settings.voiceRetryInterval == .seconds(180) && settings.mailRetryInterval == .seconds(600))
        #expect(settings.slotInterval == .seconds(300) && settings.giveUpTime == .seconds(86_400))
        #expect(settings.stopsAfterAnswer)
        #expect(settings.idleLogout == .seconds(1_800))
        #expect(settings.passwordMinimum == 8 && settings.passwordMaximum == 32)
        #expect(settings.defaultLanguage == .japanese)
        #expect(settings.answerChoices.map(\.ja) == ["無事", "軽いけが", "重いけが・助けが必要"])
    }

    @Test("Each setting takes its own default and its recommendation")
    func catalogue() throws {
        var settings = TenantSettings()
        for descriptor in SettingDescriptor.catalogue {
            try descriptor.set(descriptor.defaultText, in: &settings)
            #expect(settings == TenantSettings(), "\(descriptor.key)")
            if let recommended = descriptor.recommended {
                try descriptor.set(recommended, in: &settings)
                #expect(descriptor.text(in: settings) == recommended)
                #expect(recommended != descriptor.defaultText)
                settings = TenantSettings()
            }
            #expect(!descriptor.label[.japanese].isEmpty && !descriptor.help[.english].isEmpty)
        }
        #expect(Set(SettingDescriptor.catalogue.map(\.key)).count == SettingDescriptor.catalogue.count)
        #expect(SettingDescriptor.catalogue.count == Mirror(reflecting: TenantSettings()).children.count)
    }

    @Test("Zero is allowed for every interval")
    func zero() throws {
        var settings = TenantSettings()
        for key in ["voiceRetryInterval", "mailRetryInterval", "slotInterval", "giveUpTime"] {
            try #require(SettingDescriptor.named(key)).set("0", in: &settings)
        }
        #expect(settings.giveUpTime == .zero && settings.slotInterval == .zero)
    }

    @Test("Zeros that keep people from being reached are pointed out, and the defaults are not (R-187)")
    func cautions() {
        var settings = TenantSettings()
        #expect(settings.cautions.isEmpty)
        settings.giveUpTime = .zero
        #expect(settings.cautions.count == 1 && settings.cautions[0][.japanese].contains("送信を終える時間"))
        (settings.giveUpTime, settings.slotInterval) = (.seconds(3_600), .seconds(7_200))
        #expect(settings.cautions.count == 1, "the second contact is never reached")
        settings.mailRetries = 1
        (settings.voiceRetryInterval, settings.mailRetryInterval, settings.slotInterval) = (.zero, .zero, .zero)
        #expect(settings.cautions.count == 3)
        (settings.voiceRetries, settings.mailRetries) = (0, 0)
        #expect(settings.cautions.count == 1)
    }

    @Test(
        "A value outside its range names the setting",
        arguments: [
            ("voiceRetries", "10", "range"), ("voiceRetries", "-1", "range"), ("voiceRetries", "x", "range"),
            ("idleLogout", "1801", "range"), ("passwordMinimum", "7", "range"), ("passwordMaximum", "129", "range"),
            ("stopsAfterAnswer", "maybe", "flag"), ("defaultLanguage", "fr", "choice"),
            ("timeZone", "Mars/Base", "unknown"), ("regionRule", "", "choice"),
            ("senderName", "a\r\nBcc: x", "controlCharacter"), ("answerChoices", "[]", "count"),
            ("answerChoices", "{", "format"), ("giveUpTime", "9999999", "range"),
        ])
    func ranges(key: String, value: String, rule: String) async {
        var settings = TenantSettings()
        let refused = await rules { try SettingDescriptor.named(key)?.set(value, in: &settings) }
        #expect(refused == ["\(key).\(rule)"])
        #expect(settings == TenantSettings())
    }

    @Test(
        "Answer choices go from best to worst, two to five, each with its own code",
        arguments: [
            (["a:good"], "count"), (["a:good", "a:urgent"], "duplicate"), (["a:urgent", "b:good"], "order"),
            (["a:attention", "b:urgent"], "order"), (["a:good", "ああ:urgent"], "characters"),
            (["a:good", "b:good", "c:good", "d:good", "e:good", "f:urgent"], "count"),
        ])
    func choices(list: [String], rule: String) async {
        let choices = list.map { item in
            let parts = item.split(separator: ":")
            return AnswerChoice(
                code: String(parts[0]), ja: "文", en: "text", easy: "ぶん",
                severity: AnswerChoice.Severity(rawValue: String(parts[1])) ?? .good)
        }
        #expect(await rules { _ = try AnswerChoice.checked(choices) } == ["answerChoices.\(rule)"])
    }

    @Test("Several settings change together or not at all", arguments: DatabaseKind.available)
    func together(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let change = ChangeSettings(database: house.database)
            let refused = await rules {
                try await change(
                    house.scope, ["voiceRetries": "3", "mailRetries": "99", "idleLogout": "0"], at: house.now)
            }
            #expect(refused == ["mailRetries.range", "idleLogout.range"])
            let read = ReadSettings(database: house.database)
            #expect(try await read(house.scope) == TenantSettings())

            try await change(
                house.scope, ["voiceRetries": "３", "senderName": "能登フーズ", "slotInterval": "0"], at: house.now)
            let settings = try await read(house.scope)
            #expect(settings.voiceRetries == 3 && settings.senderName == "能登フーズ" && settings.slotInterval == .zero)

            try await change(house.scope, ["voiceRetries": nil, "senderName": ""], at: house.now)
            #expect(try await read(house.scope).voiceRetries == 1)
            let events = try await ListAudit(database: house.database)(house.scope).filter {
                $0.action == "setting.changed"
            }
            #expect(
                events.map(\.subject).sorted() == [
                    "senderName", "senderName", "slotInterval", "voiceRetries", "voiceRetries",
                ])
        }
    }

    @Test("An unknown name and a contradiction are refused", arguments: DatabaseKind.available)
    func contradiction(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let change = ChangeSettings(database: house.database)
            #expect(
                await rules { try await change(house.scope, ["colour": "red"], at: house.now) } == ["colour.unknown"])
            #expect(
                await rules { try await change(house.scope, ["passwordMinimum": "40"], at: house.now) }
                    == ["passwordMinimum.order"])
            try await change(house.scope, ["passwordMinimum": "40", "passwordMaximum": "64"], at: house.now)
            await #expect(throws: NotAllowed(capability: .manageSettings)) {
                try await change(house.member(house.administrator), ["mailRetries": "1"], at: house.now)
            }
        }
    }

    @Test("No program changes what logins are safe by, whatever its token grants", arguments: DatabaseKind.available)
    func programs(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let change = ChangeSettings(database: house.database)
            let program = TenantScope(
                tenant: house.tenant, actor: .token(7), capabilities: [.manageSettings], requestID: "t")
            let weaker = [
                "passwordMinimum": "9", "idleLogout": "1200", "familyPasswordRequired": "false", "mailCodeLife": "600",
                "mailFactorAllowed": "false", "openIDEnabled": "true",
            ]
            for (key, value) in weaker {
                await #expect(throws: NotForPrograms.self, "\(key)") {
                    try await change(program, ["voiceRetries": "3", key: value], at: house.now)
                }
            }
            #expect(try await ReadSettings(database: house.database)(house.scope) == TenantSettings())
            // Whoever sends all that there is changes the rest.
            let same = Dictionary(uniqueKeysWithValues: SettingDescriptor.ofLogins.map { ($0.key, $0.defaultText) })
            try await change(program, same.merging(["voiceRetries": "3"]) { $1 }, at: house.now)
            #expect(try await ReadSettings(database: house.database)(house.scope).voiceRetries == 3)
        }
    }

    @Test("Answer choices survive the way through the database", arguments: DatabaseKind.available)
    func storedChoices(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let json = """
                [{"code":"ok","ja":"無事","en":"OK","easy":"だいじょうぶ","severity":"good"},
                 {"code":"help","ja":"救助が必要","en":"Need help","easy":"たすけて","severity":"urgent"}]
                """
            try await ChangeSettings(database: house.database)(house.scope, ["answerChoices": json], at: house.now)
            let choices = try await ReadSettings(database: house.database)(house.scope).answerChoices
            #expect(choices.map(\.code) == ["ok", "help"])
            #expect(choices[1][.english] == "Need help" && choices[1].severity == .urgent)
        }
    }
}
