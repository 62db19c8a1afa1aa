import Database
import Domain
import Foundation
import Glibc
import Notify
import Tenants

extension Commands {
    /// `anpi demo`
    static let demo = Command(
        "demo", "[--once] [--port N] [--folder DIR]", "runs the main job by itself on real input",
        details: """
            Starts a mail server that delivers nothing and a voice gateway, makes an office with two organizations,
            hands in the bulletin of the Noto earthquake (2024-01-01), and shows what happens. --once shortens the
            intervals and ends as soon as everybody was reached or has a named reason. DIR is emptied first if an
            earlier demonstration made it; a folder with anything else in it is refused.
            """, options: ["port", "folder"], flags: ["once"]
    ) { arguments in
        let folder = arguments.options["folder"] ?? ".build/demo"
        guard let port = UInt16(arguments.options["port"] ?? (arguments.flags.contains("once") ? "0" : "8080")) else {
            throw UsageError(reason: "--port takes a port number.")
        }
        return try await Demo(folder: folder, port: port, isQuick: arguments.flags.contains("once")).run()
    }
}

/// The demonstration, from an empty folder to a filled results page.
struct Demo: Sendable {
    private static let deadline = Duration.seconds(120)
    private static let bulletins = [
        "noto2024_20240101T071341Z_VXSE51.xml", "20240101072429_0_VXSE53_010000.xml",
    ]

    let folder: String
    let port: UInt16
    let isQuick: Bool

    /// Runs until everything has happened (quick) or until it is stopped. Returns the process's status.
    func run() async throws -> Int32 {
        let begun = ContinuousClock.now
        let port = port == 0 ? try FreePort.find() : port
        try DemoFolder.empty(folder, parts: ["world", "bulletins"])
        let keyFile = folder + "/key"
        try InstallationKeys.create(file: keyFile, randomness: .system)
        let token = InstallationKeys.Master.randomText()
        try Data(token.utf8).write(to: URL(fileURLWithPath: folder + "/voice-token"))
        let world = try DemoWorld.start(
            in: folder + "/world",
            callbackKey: try InstallationKeys(file: keyFile).current.text(for: .callback), token: token,
            isQuick: isQuick)
        defer { world.stop() }
        let settings = try Settings(environment: environment(world, keyFile: keyFile, port: port))
        let migrated = try await Store.openAsOwner(settings)
        try await Store.migrator(for: settings).migrate(migrated, now: WallClock.system.now())
        await migrated.close()
        let rooms = try await Rooms.open(settings, for: .serving)
        print("Making one office, two organizations, 2,012 people …")
        let house = try await DemoHouse.build(rooms, isQuick: isQuick)
        let service = try await Service.start(rooms)
        greet(service, world)
        let people = try world.letPeopleAnswer(
            seconds: isQuick ? 110 : 3_600, exceptFor: DemoPeople.employeeMail)
        defer { people.stop() }
        try hand(Self.bulletins[0])
        let watch = DemoWatch(rooms: rooms, house: house)
        let isDone = try await watch.untilEverybodyIsReached(since: begun, within: Self.deadline) {
            try? hand(Self.bulletins[1])
        }
        for line in try await watch.story() { print(line) }
        fflush(nil)
        if !isQuick {
            print("\nIt stays up; Ctrl-C ends it.")
            fflush(nil)
            await StopSignal().wait()
        }
        let isClean = try await watch.isClean()
        await service.stop()
        if isQuick {
            print(isDone && isClean ? "Everybody was reached or has a named reason." : "NOT everybody was reached.")
        }
        return isDone && isClean ? 0 : 1
    }

    private func environment(_ world: DemoWorld, keyFile: String, port: UInt16) -> [String: String] {
        [
            "ANPI_DATABASE": "sqlite:\(folder)/anpi.db", "ANPI_KEY_FILE": keyFile, "ANPI_LISTEN": "\(port)",
            "ANPI_PUBLIC_URL": "http://localhost:\(port)",
            "ANPI_MAIL_RELAY": "smtp://127.0.0.1:\(world.mails.ports["smtp"] ?? 0)", "ANPI_MAIL_SECURITY": "none",
            "ANPI_MAIL_FROM": "anpi@anpi.example",
            "ANPI_VOICE_GATEWAY": "http://localhost:\(world.calls.ports["http"] ?? 0)",
            "ANPI_VOICE_ACCOUNT": "anpi", "ANPI_VOICE_TOKEN_FILE": folder + "/voice-token",
            "ANPI_BULLETIN_FOLDER": folder + "/bulletins",
            // The bulletin is years old; everywhere else such a one is shown and never sent.
            "ANPI_BULLETIN_AGE": "36500d", "ANPI_LOG_LEVEL": "warning",
        ]
    }

    /// Puts a bulletin into the drop folder, complete from the first moment that it has its name.
    private func hand(_ name: String) throws {
        let files = FileManager.default
        let aside = folder + "/" + name + ".part"
        try? files.removeItem(atPath: aside)
        try files.copyItem(atPath: "Resources/Bulletins/" + name, toPath: aside)
        try files.moveItem(atPath: aside, toPath: folder + "/bulletins/" + name)
    }

    private func greet(_ service: Service, _ world: DemoWorld) {
        print(
            """

              Anpi             \(service.address)
              organization     \(DemoHouse.companyCode)
              administrator    \(DemoPeople.administratorID)   password  \(DemoHouse.password)
              employee         \(DemoPeople.employeeID)   password  \(DemoHouse.password)   (asked, does not answer)
              organization     \(DemoHouse.shopCode)
              administrator    \(DemoPeople.administratorID)   password  \(DemoHouse.password)
              mails            \(world.mailPage)
              calls            \(world.callPage)

            The bulletin of the Noto earthquake (1 January 2024, 16:13) arrives …
            """)
        // Whoever reads through a pipe wants to see it now, too.
        fflush(nil)
    }
}
