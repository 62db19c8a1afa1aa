import Foundation
import Glibc
import Synchronization

/// A program that a test starts and talks to over loopback ports; it ends with the test process at the latest.
package final class ExternalProgram: Sendable {
    /// The ports that its `ready` line names, such as `smtp` and `http`.
    package let ports: [String: Int]

    private let process: RunningProcess

    /// Why a program could not be used.
    package enum StartError: Error {
        /// The system could not start it: an `errno`.
        case notStarted(Int32)
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
        let line = await process.firstLine.wait()
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

    /// Runs a program to its end and gives its exit status; its output is thrown away.
    package static func run(_ executable: String, _ arguments: [String]) async throws -> Int32 {
        try await RunningProcess(executable, arguments).ended.wait()
    }

    /// Asks the program to end.
    package func stop() {
        process.stop()
    }

    /// Waits until the program has ended.
    package func ended() async {
        _ = await process.ended.wait()
    }
}

/// A child process with a thread of its own that reads its output and waits for its end. (Foundation's `Process` blocks
/// the cooperative pool when waited for, and hands the child the blocked signals of the thread that started it.)
private final class RunningProcess: Sendable {
    let firstLine = Signal<String>()
    let ended = Signal<Int32>()
    private let pid: pid_t
    private let output: Int32
    private let life = Mutex(Life.running)

    private enum Life { case running, askedToEnd, over }

    init(_ executable: String, _ arguments: [String]) throws {
        (pid, output) = try startingOne.withLock { _ in try Self.start(executable, arguments) }
        Thread.detachNewThread { [self] in follow() }
    }

    private static func start(_ executable: String, _ arguments: [String]) throws -> (pid_t, Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ExternalProgram.StartError.notStarted(errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var words = ([executable] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var pid = pid_t()
        let result = posix_spawn(&pid, executable, &actions, &attributes, &words, environ)
        close(ends[1])
        guard result == 0 else {
            close(ends[0])
            throw ExternalProgram.StartError.notStarted(result)
        }
        return (pid, ends[0])
    }

    /// Asks the process to end, once, unless it has ended.
    func stop() {
        life.withLock { life in
            if life == .running { kill(pid, SIGTERM) }
            if life != .over { life = .askedToEnd }
        }
    }

    private func follow() {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { break }
            if line.count < 65_536 { line += buffer[..<count] }
            if let end = line.firstIndex(of: 10) { firstLine.send(String(decoding: line[..<end], as: UTF8.self)) }
        }
        close(output)
        firstLine.send(String(decoding: line, as: UTF8.self))
        var status: Int32 = 0
        // Noticed first and collected under the lock, so that `stop` never signals a number that is somebody else's.
        var information = siginfo_t()
        waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT)
        life.withLock { life in
            waitpid(pid, &status, 0)
            life = .over
        }
        ended.send(status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f))
    }
}

/// A child that starts between the making of another one's pipe and its marking would keep that pipe open.
private let startingOne = Mutex(())

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
