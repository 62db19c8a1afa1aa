import Foundation
import Synchronization

/// A program that a test starts and talks to over loopback ports; it ends with the test process at the latest.
package final class ExternalProgram: Sendable {
    /// The ports that its `ready` line names, such as `smtp` and `http`.
    package let ports: [String: Int]

    private let process: RunningProcess

    /// Why a program could not be used.
    package enum StartError: Error {
        /// It ended, or said something else, before it was ready; what it said.
        case notReady(String)
    }

    private init(process: RunningProcess, ports: [String: Int]) {
        self.process = process
        self.ports = ports
    }

    deinit { process.stop() }

    /// Starts one of the Python programs in `Tools/` with Debian's interpreter and waits for its `ready` line.
    package static func tool(_ name: String, _ arguments: [String]) async throws -> ExternalProgram {
        let tools = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Tools/\(name)")
        return try await start(
            "/usr/bin/python3", [tools.standardizedFileURL.path(), "--end-with-parent"] + arguments)
    }

    /// Starts a program and waits until it prints a line such as `ready smtp=40123 http=40124`.
    package static func start(_ executable: String, _ arguments: [String]) async throws -> ExternalProgram {
        let process = try RunningProcess(executable, arguments)
        let line = await process.firstLine()
        let words = line.split(separator: " ")
        guard words.first == "ready" else {
            process.stop()
            throw StartError.notReady(line)
        }
        let pairs = words.dropFirst().compactMap { word -> (String, Int)? in
            let halves = word.split(separator: "=")
            guard halves.count == 2, let port = Int(halves[1]) else { return nil }
            return (String(halves[0]), port)
        }
        return ExternalProgram(process: process, ports: Dictionary(pairs) { $1 })
    }

    /// Asks the program to end.
    package func stop() {
        process.stop()
    }

    /// Waits until the program has ended.
    package func ended() async {
        await process.ended.wait()
    }
}

/// A child process whose first line of output is awaited and whose other output is thrown away.
///
/// `@unchecked Sendable`: Foundation's `Process` and pipe are set up before the value is shared; afterwards only `stop`
/// touches them, once, under the lock.
private final class RunningProcess: @unchecked Sendable {
    let ended = Signal<Void>()
    private let process = Process()
    private let output = Pipe()
    private let line = Signal<String>()
    private let hasStopped = Mutex(false)

    init(_ executable: String, _ arguments: [String]) throws {
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        let (line, ended) = (line, ended)
        let bytes = Mutex<[UInt8]>([])
        output.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            let text = bytes.withLock { bytes -> String? in
                bytes += data
                guard data.isEmpty || bytes.contains(10) else { return nil }
                return String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
            }
            if let text { line.send(text) }
        }
        process.terminationHandler = { _ in ended.send(()) }
        try process.run()
    }

    func firstLine() async -> String {
        await line.wait()
    }

    func stop() {
        hasStopped.withLock { hasStopped in
            guard !hasStopped else { return }
            hasStopped = true
            if process.isRunning { process.terminate() }
        }
    }
}

/// One value that comes once, for any number of waiters.
private final class Signal<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiting: [CheckedContinuation<Value, Never>] = []
    }

    private let state = Mutex(State())

    func send(_ value: Value) {
        let waiting = state.withLock { state in
            guard state.value == nil else { return [] as [CheckedContinuation<Value, Never>] }
            state.value = value
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting.forEach { $0.resume(returning: value) }
    }

    func wait() async -> Value {
        await withCheckedContinuation { continuation in
            let value = state.withLock { state in
                if state.value == nil { state.waiting.append(continuation) }
                return state.value
            }
            if let value { continuation.resume(returning: value) }
        }
    }
}
