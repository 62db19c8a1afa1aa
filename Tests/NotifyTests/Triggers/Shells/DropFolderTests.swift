import Database
import Domain
import Foundation
import Glibc
import TestKit
import Testing

@testable import Notify

@Suite("The drop folder")
struct DropFolderTests {
    /// A folder with files in it, and a drop folder over it.
    private struct Place {
        let path: String
        let house: TriggerHouse
        let folder: DropFolder

        func write(_ text: String, _ name: String) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
        }

        func append(_ text: String, _ name: String) throws {
            let file = try FileHandle(forWritingTo: URL(filePath: "\(path)/\(name)"))
            try file.seekToEnd()
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
        }

        func names(_ shelf: String = "") throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: path + "/" + shelf).filter { $0.contains(".xml") }
                .sorted()
        }

        func scan() async -> DropFolder.Round { await folder.scan(now: house.now) }
    }

    private func withPlace(_ body: (Place) async throws -> Void) async throws {
        try await withHouse(.sqlite) { house in
            try await withTemporaryFolder { path in
                _ = try await house.tenant(try TriggerRule())
                house.world.clock.advance(by: try strong.bulletin.reportedAt + .seconds(30) - house.now)
                try await body(
                    Place(
                        path: path, house: house,
                        folder: DropFolder(path: path, ingest: house.ingest, log: house.log.log)))
            }
        }
    }

    private let strong = Draft(regions: [(390, "6+")])

    @Test("A whole bulletin is taken at the first look, once, and put into done")
    func whole() async throws {
        try await withPlace { place in
            try place.write(strong.xml, "a.xml")
            #expect(await place.scan() == DropFolder.Round(done: 1))
            #expect(place.house.actions.lines().count == 1)
            #expect(try place.names() == [])
            #expect(try place.names("done") == ["a.xml"])
            #expect(await place.scan() == DropFolder.Round())
        }
    }

    @Test("A file that is still being written waits until it is whole")
    func partial() async throws {
        try await withPlace { place in
            let text = strong.xml
            let half = text.index(text.startIndex, offsetBy: text.count / 2)
            try place.write(String(text[..<half]), "a.xml")
            #expect(await place.scan() == DropFolder.Round(unfinished: 1))
            place.house.world.clock.advance(by: .seconds(4))
            try place.append(String(text[half...].dropLast(30)), "a.xml")
            #expect(await place.scan() == DropFolder.Round(unfinished: 1))
            place.house.world.clock.advance(by: .seconds(4))
            #expect(await place.scan() == DropFolder.Round(unfinished: 1))
            try place.append(String(text.suffix(30)), "a.xml")
            #expect(await place.scan() == DropFolder.Round(done: 1))
            #expect(place.house.actions.lines().count == 1)
        }
    }

    @Test("What is never finished and what is no bulletin is refused after a while, with a record")
    func junk() async throws {
        try await withPlace { place in
            try place.write(String(strong.xml.dropLast(40)), "cut.xml")
            try place.write("", "empty.xml")
            try place.write("not XML", "junk.XML")
            try place.write("left alone", "notes.txt")
            try place.write("left alone", ".hidden.xml")
            #expect(await place.scan() == DropFolder.Round(unfinished: 3))
            place.house.world.clock.advance(by: DropFolder.settlingTime)
            #expect(await place.scan() == DropFolder.Round(refused: 3))
            #expect(
                Set(try FileManager.default.contentsOfDirectory(atPath: place.path + "/refused")) == [
                    "cut.xml", "empty.xml", "junk.XML",
                ])
            #expect(try await place.house.count("SELECT COUNT(*) FROM bulletin WHERE outcome = 'refused'") == 3)
            #expect(try await place.house.count("SELECT COUNT(*) FROM bulletin WHERE title = 'cut.xml'") == 1)
            #expect(place.house.actions.lines().isEmpty)
            #expect(FileManager.default.fileExists(atPath: place.path + "/notes.txt"))
            #expect(FileManager.default.fileExists(atPath: place.path + "/.hidden.xml"))
        }
    }

    @Test("A file of 50 MB is refused at once and not read")
    func large() async throws {
        try await withPlace { place in
            // Sparse: reading it would take memory, not disk.
            let path = place.path + "/large.xml"
            try place.write("<Report>", "large.xml")
            #expect(truncate(path, 50_000_000) == 0)
            #expect(await place.scan() == DropFolder.Round(refused: 1))
            #expect(
                try await place.house.count("SELECT COUNT(*) FROM bulletin WHERE size = 50000000 AND xml IS NULL") == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/refused") == ["large.xml"])
        }
    }

    @Test("Symbolic links and pipes are never followed")
    func links() async throws {
        try await withPlace { place in
            try await withTemporaryFolder { outside in
                let secret = outside + "/secret.txt"
                try Data(strong.xml.utf8).write(to: URL(filePath: secret))
                try FileManager.default.createSymbolicLink(
                    atPath: place.path + "/link.xml", withDestinationPath: secret)
                #expect(mkfifo(place.path + "/pipe.xml", 0o600) == 0)
                try FileManager.default.createDirectory(
                    atPath: place.path + "/folder.xml", withIntermediateDirectories: false)
                #expect(await place.scan() == DropFolder.Round(refused: 2))
                #expect(place.house.actions.lines().isEmpty)
                #expect(FileManager.default.fileExists(atPath: secret))
                #expect(
                    Set(try FileManager.default.contentsOfDirectory(atPath: place.path + "/refused")) == [
                        "link.xml", "pipe.xml",
                    ])
                #expect(try await place.house.count("SELECT COUNT(*) FROM bulletin WHERE outcome = 'refused'") == 2)
            }
        }
    }

    @Test("A folder for what is done that leads elsewhere is not used")
    func foreignShelf() async throws {
        try await withPlace { place in
            try await withTemporaryFolder { outside in
                try FileManager.default.createSymbolicLink(atPath: place.path + "/done", withDestinationPath: outside)
                try place.write(strong.xml, "a.xml")
                let round = await place.scan()
                #expect(round.stuck == 1)
                #expect(try FileManager.default.contentsOfDirectory(atPath: outside).isEmpty)
                #expect(place.house.log.lines.contains { $0.hasPrefix("error dropFolder.unusable") })

                try FileManager.default.removeItem(atPath: place.path + "/done")
                #expect(await place.scan() == DropFolder.Round(done: 1))
                #expect(place.house.actions.lines().count == 1)
            }
        }
    }

    @Test("The same file twice, and another of the same name, are put away side by side")
    func twice() async throws {
        try await withPlace { place in
            for _ in 0..<2 {
                try place.write(strong.xml, "a.xml")
                #expect(await place.scan() == DropFolder.Round(done: 1))
            }
            try place.write(Draft(minute: 3, regions: [(390, "6+"), (400, "5+")]).xml, "a.xml")
            #expect(await place.scan() == DropFolder.Round(done: 1))
            #expect(try place.names("done") == ["a.xml", "a.xml~2", "a.xml~3"])
            #expect(place.house.actions.lines().count == 2)
            #expect(try await place.house.count("SELECT COUNT(*) FROM bulletin") == 2)
        }
    }

    @Test("What a crash left in reading is read at the next look")
    func crash() async throws {
        try await withPlace { place in
            try FileManager.default.createDirectory(
                atPath: place.path + "/reading", withIntermediateDirectories: false)
            try place.write(strong.xml, "reading/a.xml")
            #expect(await place.scan() == DropFolder.Round(done: 1))
            #expect(place.house.actions.lines().count == 1)
        }
    }

    @Test("A closed database keeps the file until it can be recorded")
    func stuck() async throws {
        try await withTemporaryFolder { path in
            try await withHouse(.sqlite) { house in
                try Data(strong.xml.utf8).write(to: URL(filePath: path + "/a.xml"))
                await house.database.close()
                let folder = DropFolder(path: path, ingest: house.ingest, log: house.log.log)
                #expect(await folder.scan(now: house.now) == DropFolder.Round(stuck: 1))
                #expect(await folder.scan(now: house.now) == DropFolder.Round(stuck: 1))
                #expect(house.log.lines.filter { $0.contains("dropFolder.stuck") }.count == 1)
            }
            try await withHouse(.sqlite) { house in
                house.world.clock.advance(by: try strong.bulletin.reportedAt - house.now)
                let folder = DropFolder(path: path, ingest: house.ingest, log: house.log.log)
                #expect(await folder.scan(now: house.now) == DropFolder.Round(done: 1))
            }
        }
    }

    @Test("While it runs, a bulletin that is moved into place asks people by itself", .timeLimit(.minutes(5)))
    func running() async throws {
        try await withPlace { place in
            let clock = place.house.world.clock.wallClock
            let running = Task { await place.folder.run(clock, TriggerSigns()) }
            try place.write(strong.xml, ".a.part")
            try FileManager.default.moveItem(atPath: place.path + "/.a.part", toPath: place.path + "/a.xml")
            await place.house.actions.nextLine()
            running.cancel()
            await running.value
            #expect(place.house.actions.lines().count == 1)
        }
    }
}
