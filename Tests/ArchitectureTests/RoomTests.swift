import Foundation
import Testing

@Suite("Rooms")
struct RoomTests {
    @Test("The package draws no arrow that the design does not have")
    func packageFollowsTheDesign() throws {
        let package = try PackageDescription.here.get()
        #expect(package.strayArrows == [])
    }

    @Test("The package has every room of the design")
    func packageIsComplete() throws {
        let names = Set(try PackageDescription.here.get().targets.map(\.name))
        #expect(Room.all.map(\.name).filter { !names.contains($0) } == [])
    }

    @Test(
        "A stray arrow is found",
        arguments: [
            ("Domain", "Database", "Domain → Database"),
            ("Tenants", "Auth", "Tenants → Auth"),
            ("Auth", "Notify", "Auth → Notify"),
            ("Profiles", "Channels", "Profiles → Channels"),
            ("Channels", "Database", "Channels → Database"),
            ("HTTPServer", "Tenants", "HTTPServer → Tenants"),
            ("Notify", "TestKit", "Notify → TestKit"),
            ("anpi", "TestKit", "anpi → TestKit"),
            ("Web", "CSQLite", "Web → CSQLite"),
            ("CShims", "Domain", "CShims → Domain"),
            ("Attic", "Domain", "Attic is in no row of Room.swift"),
        ])
    func strayArrow(from room: String, to other: String, complaint: String) throws {
        #expect(try Self.package(room, [other]).strayArrows == [complaint])
    }

    @Test(
        "What lies below may be listed",
        arguments: [
            ("Web", ["HTTPServer", "Auth", "Profiles", "Notify", "Channels", "Tenants", "Database", "Domain"]),
            ("Notify", ["Channels", "Profiles", "Tenants", "Database", "Domain", "CLibXML2"]),
            ("Auth", ["Tenants", "Database", "Domain", "CZxcvbn"]),
            ("anpi", ["Web", "HTTPServer", "Database", "Domain"]),
        ])
    func below(_ room: String, _ others: [String]) throws {
        #expect(try Self.package(room, others).strayArrows == [])
    }

    @Test("A target that is less strict than the others is found")
    func lessStrict() throws {
        #expect(
            try Self.package("Domain", [], settings: Array(PackageDescription.strictness.dropFirst())).strayArrows
                == ["Domain lacks the setting swiftLanguageMode 6"])
    }

    @Test("A package from elsewhere is found")
    func outsidePackage() throws {
        let text = #"{"dependencies": [{"sourceControl": []}], "targets": []}"#
        let package = try JSONDecoder().decode(PackageDescription.self, from: Data(text.utf8))
        #expect(package.strayArrows == ["The package depends on another package"])
    }

    @Test("The drawing has no circle", arguments: Room.all.map(\.name))
    func noCircle(_ name: String) throws {
        let room = try #require(Room.named(name))
        #expect(!room.reach.contains(name))
        #expect(room.reach.allSatisfy { Room.named($0) != nil })
    }

    /// A package of one target, in the words of the package tool.
    private static func package(
        _ room: String, _ others: [String], settings: [String] = PackageDescription.strictness
    ) throws -> PackageDescription {
        let dependencies = others.map { #"{"byName": ["\#($0)", null]}"# }.joined(separator: ", ")
        let kinds = settings.map { setting in
            let words = setting.split(separator: " ")
            return #"{"kind": {"\#(words[0])": {"_0": "\#(words[1])"}}, "tool": "swift"}"#
        }
        let text = """
            {"dependencies": [], "targets": [{"name": "\(room)", "type": "regular",
            "dependencies": [\(dependencies)], "settings": [\(Room.cTargets[room] == nil
                ? kinds.joined(separator: ", ") : "")]}]}
            """
        return try JSONDecoder().decode(PackageDescription.self, from: Data(text.utf8))
    }
}
