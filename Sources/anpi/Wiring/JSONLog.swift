import Domain
import Glibc

/// Writes log lines as JSON objects to standard error, one per line.
enum JSONLog {
    /// A log of everything at least as urgent as `level`.
    static func make(level: Log.Level, clock: WallClock) -> Log {
        let order = Log.Level.allCases
        let least = order.firstIndex(of: level) ?? 0
        return Log { level, event, fields in
            guard (order.firstIndex(of: level) ?? 0) >= least else { return }
            var line = "{\"at\":\(clock.now().milliseconds),\"level\":\"\(level.rawValue)\",\"event\":"
            appendString(event, to: &line)
            for (name, value) in fields {
                line += ","
                appendString(name, to: &line)
                line += ":"
                appendString(value, to: &line)
            }
            line += "}\n"
            let bytes = Array(line.utf8)
            // One write per line, so that lines of several threads do not mix.
            _ = write(STDERR_FILENO, bytes, bytes.count)
        }
    }

    private static func appendString(_ text: String, to line: inout String) {
        line += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": line += "\\\""
            case "\\": line += "\\\\"
            case "\n": line += "\\n"
            case let control where control.value < 0x20: line += " "
            default: line.unicodeScalars.append(scalar)
            }
        }
        line += "\""
    }
}
