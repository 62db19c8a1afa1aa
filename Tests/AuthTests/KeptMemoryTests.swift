import Auth
import CKeptMemory
import CSodium
import Database
import Glibc
import Testing

private let memory = 19 * 1024 * 1024
private let pepper = PasswordHasher.Pepper(id: "k1", key: [UInt8](repeating: 1, count: 32))

@Suite("Memory kept between Argon2id runs")
struct KeptMemoryTests {
    @Test("A thread that keeps its memory takes none from the kernel at the next run; another does each time")
    func keeps() async {
        let plain = await onThread { runs(of: "kaki-densha-26", 3) }
        // 19 MiB are 4,864 pages of 4 KiB.
        #expect(plain.newPages.allSatisfy { $0 >= 4_864 }, "\(plain.newPages)")
        let keeping = await onThread { () -> Runs? in
            guard anpi_keep_memory(memory) else { return nil }
            defer { anpi_give_memory_back() }
            return runs(of: "kaki-densha-26", 3)
        }
        // Under a sanitizer nothing is kept.
        guard let keeping else { return }
        #expect(keeping.newPages.dropFirst().allSatisfy { $0 < 100 }, "\(keeping.newPages)")
        #expect(keeping.hashes.allSatisfy { verifies($0, "kaki-densha-26") })
    }

    @Test("What an earlier run left in the memory changes no hash")
    func leavesNoTrace() async throws {
        let hasher = PasswordHasher(pepper: pepper)
        for round in 0..<6 {
            let text = "kaki-densha-\(round)"
            let hash = try await hasher.hash(PasswordText(text))
            // A hasher of its own has threads of its own, whose memory is new.
            let fresh = PasswordHasher(pepper: pepper)
            #expect(await fresh.verify(PasswordText(text), against: hash, in: try fresh.take()))
            #expect(await !fresh.verify(PasswordText("kaki-densha-x"), against: hash, in: try fresh.take()))
        }
    }

    @Test("What a run left is gone once the memory is cleared")
    func clears() async {
        let isClear = await onThread { () -> Bool in
            guard anpi_keep_memory(memory) else { return true }
            defer { anpi_give_memory_back() }
            let first = map(memory)
            memset(first, 7, memory)
            munmap(first, memory)
            anpi_clear_memory()
            let second = map(memory)
            defer { munmap(second, memory) }
            return second == first && isZero(second, memory)
        }
        #expect(isClear)
    }

    @Test("A thread that hashes keeps its memory while somebody waits, and clears it when nobody does")
    func hasherKeepsAndClears() async {
        let queue = WorkQueue<@Sendable () -> Void>()
        let (pages, next) = AsyncStream.makeStream(of: Int.self)
        let run: @Sendable () -> Void = { next.yield(runs(of: "kaki-densha-26", 1).newPages.first ?? -1) }
        for _ in 0..<4 { _ = queue.add(run, urgent: false) }
        _ = WorkerThreads(1) { _ in
            guard anpi_keep_memory(memory) else { return next.finish() }
            PasswordHasher.work(through: queue)
        }
        defer { queue.close() }
        var results = pages.makeAsyncIterator()
        // Under a sanitizer nothing is kept.
        guard let first = await results.next() else { return }
        #expect(first >= 4_864)
        for _ in 1..<4 {
            let later = await results.next() ?? -1
            #expect((0..<100).contains(later), "\(later)")
        }
        // Whoever comes at the very moment may still find the memory uncleared.
        var alone: [Int] = []
        while alone.count < 200, alone.last ?? 0 < 4_864 {
            _ = queue.add(run, urgent: false)
            alone.append(await results.next() ?? -1)
        }
        #expect(alone.last ?? 0 >= 4_864, "\(alone)")
    }

    @Test("Other mappings of the thread, and those of two at once, are the kernel's, and clear")
    func othersAreClear() async {
        let wasClear = await onThread {
            _ = anpi_keep_memory(memory)
            defer { anpi_give_memory_back() }
            let first = map(memory)
            memset(first, 7, memory)
            let second = map(memory)
            let other = map(4096)
            let isClear = second != first && isZero(second, memory) && isZero(other, 4096)
            munmap(first, memory)
            munmap(second, memory)
            munmap(other, 4096)
            return isClear
        }
        #expect(wasClear)
    }
}

/// What some runs on one thread gave, and how many pages each made the kernel hand out.
private struct Runs {
    var hashes: [[CChar]] = []
    var newPages: [Int] = []
}

private func runs(of password: String, _ count: Int) -> Runs {
    var runs = Runs()
    for _ in 0..<count {
        let before = pagesOfThread()
        var hash = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        guard crypto_pwhash_str(&hash, password, UInt64(password.utf8.count), 2, memory) == 0 else { break }
        runs.newPages.append(pagesOfThread() - before)
        runs.hashes.append(hash)
    }
    return runs
}

private func verifies(_ hash: [CChar], _ password: String) -> Bool {
    crypto_pwhash_str_verify(hash, password, UInt64(password.utf8.count)) == 0
}

/// Pages that the kernel handed to this thread so far.
private func pagesOfThread() -> Int {
    var usage = rusage()
    // RUSAGE_THREAD, which glibc shows to GNU programs only.
    getrusage(__rusage_who_t(1), &usage)
    return usage.ru_minflt
}

private func map(_ bytes: Int) -> UnsafeMutableRawPointer {
    mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
}

private func isZero(_ start: UnsafeMutableRawPointer, _ bytes: Int) -> Bool {
    UnsafeRawBufferPointer(start: start, count: bytes).allSatisfy { $0 == 0 }
}

/// Runs `body` on a thread made for it.
private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        _ = WorkerThreads(1) { _ in continuation.resume(returning: body()) }
    }
}
