import Foundation
import Glibc

/// A program that plays a part of the outside world: mail catcher, voice gateway, people who answer.
///
/// It is our child and ends with us.
final class OutsideProgram: Sendable {
    private let identifier: pid_t
    /// What the program said when it was ready, such as `["smtp": 40123, "http": 40124]`.
    let ports: [String: Int]

    /// Starts a program of `Tools/` and waits until it says that it is ready.
    ///
    /// - Throws: `SettingsError` if it does not start.
    init(_ program: String, _ arguments: [String]) throws {
        let python = "/usr/bin/python3"
        guard FileManager.default.isExecutableFile(atPath: python),
            FileManager.default.fileExists(atPath: program)
        else { throw SettingsError(reason: "\(program) is missing: start the demonstration from the repository.") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [program] + arguments
        let output = Pipe()
        process.standardOutput = output
        // Held open by us alone: it closes when we end, however that happens.
        process.standardInput = Pipe()
        try process.run()
        identifier = process.processIdentifier
        var line = ""
        while !line.hasSuffix("\n") {
            let byte = output.fileHandleForReading.readData(ofLength: 1)
            guard let character = byte.first else { break }
            line.unicodeScalars.append(Unicode.Scalar(character))
        }
        guard line.hasPrefix("ready") else {
            process.terminate()
            throw SettingsError(reason: "\(program) did not start.")
        }
        var ports: [String: Int] = [:]
        for word in line.split(whereSeparator: \.isWhitespace) {
            let pair = word.split(separator: "=")
            if pair.count == 2 { ports[String(pair[0])] = Int(pair[1]) }
        }
        self.ports = ports
    }

    /// Ends the program.
    func stop() {
        kill(identifier, SIGTERM)
    }
}
