import Domain
import Foundation

/// The folder that the demonstration makes anew each time, and how it knows that it may.
enum DemoFolder {
    /// Says that everything beside it belongs to a demonstration.
    private static let marker = "made-by-anpi-demo"

    /// Empties the folder if an earlier demonstration made it, and makes the parts in it.
    ///
    /// - Throws: `InvalidInput` if something else is in it, or what the file system says.
    static func empty(_ folder: String, parts: [String]) throws {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        if files.fileExists(atPath: folder, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw foreign }
            let content = try files.contentsOfDirectory(atPath: folder)
            guard content.isEmpty || content.contains(marker) else { throw foreign }
            // The marker goes last: whatever stops this, what is left may be emptied the next time.
            for name in content where name != marker { try files.removeItem(atPath: folder + "/" + name) }
        }
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: folder + "/" + marker))
        for part in parts { try files.createDirectory(atPath: folder + "/" + part, withIntermediateDirectories: true) }
    }

    private static var foreign: InvalidInput {
        InvalidInput(
            field: "--folder", rule: "notEmpty",
            message: LocalizedText(
                ja: "このフォルダーにはデモ以外のものが入っています。空のフォルダーか、まだないフォルダーを指定してください。",
                en:
                    "Something other than a demonstration is in this folder. Name an empty folder, or one that does not exist yet."
            ))
    }
}
