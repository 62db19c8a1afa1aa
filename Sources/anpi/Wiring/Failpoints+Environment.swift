// Only debug builds can be told to die. The released program does not know the word, and a test looks.
#if DEBUG
    import Foundation
    import Notify
    import Synchronization

    extension Failpoints {
        /// Dies as in a power cut where `ANPI_FAILPOINT` says: `claimCommitted:3` at the third commit of a claim.
        static var fromEnvironment: Failpoints {
            let words = (ProcessInfo.processInfo.environment["ANPI_FAILPOINT"] ?? "").split(separator: ":")
            guard words.count == 2, let point = Failpoint(rawValue: String(words[0])), let last = Int(words[1]) else {
                return .none
            }
            let arrivals = Atomic(0)
            return Failpoints { reached in
                guard reached == point, arrivals.add(1, ordering: .relaxed).newValue == last else { return }
                kill(getpid(), SIGKILL)
            }
        }
    }

    extension EngineSettings {
        /// So few people in each chunk of an expansion that a test can die between two of them.
        mutating func takeChunkFromEnvironment() {
            if let text = ProcessInfo.processInfo.environment["ANPI_FAILPOINT_CHUNK"], let people = Int(text),
                people > 0
            {
                chunk = people
            }
        }
    }
#endif
