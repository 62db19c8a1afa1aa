import Glibc

/// `fuzz HARNESS [arguments of libFuzzer]`: looks for bytes that break a harness, or tries those of a file.
@main
enum Fuzz {
    static func main() {
        let name = CommandLine.arguments.dropFirst().first ?? ""
        guard let harness = Harness.all.first(where: { $0.name == name }) else {
            print("fuzz HARNESS …, where HARNESS is one of", Harness.all.map(\.name).joined(separator: " "))
            exit(2)
        }
        chosen = harness
        var arguments = CommandLine.arguments.map { strdup($0) }
        arguments.remove(at: 1)
        var count = Int32(arguments.count)
        arguments.append(nil)
        arguments.withUnsafeMutableBufferPointer { buffer in
            var pointer = buffer.baseAddress
            exit(runDriver(&count, &pointer, tryInput))
        }
    }
}

/// The harness of this process; libFuzzer's callback takes nothing but bytes. Written once, before anything runs.
nonisolated(unsafe) private var chosen: Harness?

private typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32

/// libFuzzer as a library: its own `main` could not take the harness from the command line.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>, _ callback: Callback
) -> Int32

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
func tryInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    do {
        try chosen?.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        fatalError("\(error)")
    }
    return 0
}
