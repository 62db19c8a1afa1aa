import CSodium
import Domain
import Glibc

/// The command line: finds the command, runs it, and ends with its status.
enum Program {
    /// Ends the process: 0 if the command did what it says, 1 if not, 2 if it was called wrongly.
    static func run() async {
        raiseFileLimit()
        signal(SIGPIPE, SIG_IGN)
        // Before anything hashes: libsodium looks here what the processor can do.
        precondition(sodium_init() >= 0, "libsodium cannot be used")
        let words = Array(CommandLine.arguments.dropFirst())
        guard let name = words.first, name != "help", name != "--help" else {
            print(Commands.overview)
            exit(words.isEmpty ? 2 : 0)
        }
        guard let command = Commands.find(words) else {
            if let overview = Commands.overview(of: words) {
                print(overview)
                exit(0)
            }
            complain("There is no command “\(words.joined(separator: " "))”. `anpi help` lists them.")
            exit(2)
        }
        do {
            let arguments = try Arguments(Array(words.dropFirst(command.words.count)), of: command)
            if arguments.flags.contains("help") {
                print(command.manual)
                exit(0)
            }
            exit(try await command.run(arguments))
        } catch let error as UsageError {
            complain("\(error.reason)\n\n\(command.manual)")
            exit(2)
        } catch let error as InvalidInput {
            for error in error.errors { complain("\(error.field): \(error.message[.english])") }
            exit(1)
        } catch {
            complain("\(error)")
            exit(1)
        }
    }

    /// Writes a line for the person at the terminal.
    static func complain(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    /// Thousands of connections need as many descriptors; the soft limit is often 1,024.
    private static func raiseFileLimit() {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(files, &limit)
    }
}
