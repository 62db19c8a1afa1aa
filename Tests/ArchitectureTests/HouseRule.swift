import Foundation

/// A rule that every file of some folders keeps, told as a pattern that must not be found.
struct HouseRule: Sendable {
    /// The part of a source that a rule reads.
    enum Part: Sendable {
        case code, comments
    }

    /// A sentence for whoever broke it.
    let sentence: String
    /// What must not be found, as a regular expression whose `^` and `$` are the ends of lines.
    let pattern: String
    /// Where it is looked for.
    let part: Part
    /// The rule holds in files whose path begins with one of these.
    let folders: [String]
    /// And not in files whose path begins with one of these.
    let exceptions: [String]

    init(
        _ sentence: String, _ pattern: String, part: Part = .code, in folders: [String] = ["Sources/"],
        except exceptions: [String] = []
    ) {
        self.sentence = sentence
        self.pattern = pattern
        self.part = part
        self.folders = folders
        self.exceptions = exceptions
    }

    /// Each place where the file breaks the rule, as `path:line: sentence`.
    func broken(by file: SourceFile) throws -> [String] {
        guard folders.contains(where: file.path.hasPrefix), !exceptions.contains(where: file.path.hasPrefix) else {
            return []
        }
        let text = part == .code ? file.parts.code : file.parts.comments
        let expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
        let whole = NSRange(location: 0, length: (text as NSString).length)
        return expression.matches(in: text, range: whole).map { match in
            let before = (text as NSString).substring(to: match.range.location)
            let line = before.utf8.count { $0 == UInt8(ascii: "\n") } + 1
            return "\(file.path):\(line): \(sentence)"
        }
    }
}

extension HouseRule {
    /// Every rule that a pattern can tell.
    static let all: [HouseRule] = [
        HouseRule("A failure is handled or thrown; `try!` and `as!` do neither", #"\b(?:try|as)!"#),
        HouseRule("Data never ends the program", #"\bfatalError\("#),
        HouseRule(
            "Nobody imports us: `package` is the widest access",
            #"(?<![.\w])(?<!case )(?:public|open)[ \t]+(?!import\b)[a-z@]"#),
        HouseRule(
            "Only the command line prints; everything else logs", #"(?<![.\w])(?:print|debugPrint|dump)\("#,
            except: ["Sources/anpi/"] + Exceptions.programs),
        HouseRule(
            "Rules and shared words do without Foundation", #"^.*\bimport Foundation\w*"#,
            in: Exceptions.withoutFoundation),
        HouseRule(
            "Whom to ask when is a matter of time that passes: the dispatch knows no time zone",
            #"\b(?:TimeZone|timeZone|time_zone|DayFormat|Calendar|DateComponents)\b"#, in: Exceptions.withoutZones),
        HouseRule(
            "HTTP goes out through libcurl, XML comes in through libxml2",
            #"^.*\bimport Foundation(?:Networking|XML)\b"#, in: ["Sources/", "Tests/"]),
        HouseRule(
            "Concurrency is unchecked in bridge files only (Exceptions.swift)",
            #"@unchecked\s+Sendable|\bnonisolated\(unsafe\)"#, except: Exceptions.bridges),
        HouseRule(
            "A C pointer stays in its room",
            #"^[^\n{]*\bpackage\b[^\n{]*\b(?:OpaquePointer|UnsafeMutable\w*Pointer)"#),
        HouseRule(
            "Time and chance are parameters; only the wiring takes the machine's own",
            #"\b(?:WallClock|Randomness)\.system\b|\bDate\(\)|\.random\(in:|\bSystemRandomNumberGenerator\("#,
            except: ["Sources/anpi/", "Sources/TestKit/", "Sources/Domain/Randomness.swift"] + Exceptions.programs),
        HouseRule(
            "A scope is made where somebody proved who they are (Exceptions.swift)",
            #"\bTenantScope(?:\.init)?\("#, except: ["Sources/TestKit/"] + Exceptions.tenantScopeMakers),
        HouseRule(
            "Only listed files look across organizations (Exceptions.swift)",
            #"\bInstallationScope(?:\.init)?\(|\(\s*\.installation\b"#,
            except: ["Sources/Database/", "Sources/TestKit/", "Sources/Tenants/Access/"]
                + Exceptions.installationScopeMakers),
        HouseRule(
            "A name says what the thing does for whom",
            #"\b(?:struct|class|enum|actor|protocol)\s+\w*(?:Manager|Helper|Helpers|Util|Utils|Utilities|Common)\b"#,
            in: ["Sources/", "Tests/"]),
        HouseRule(
            "What is not done is an issue, not a comment", #"\b(?:TODO|FIXME|XXX|HACK)\b"#, part: .comments,
            in: ["Sources/", "Tests/"]),
        HouseRule(
            "A test waits for what it expects, not for time to pass",
            #"\b(?:Task|Thread|[cC]lock|ContinuousClock\(\))\.sleep\(|(?<![.\w])(?:u|nano)?sleep\("#, in: ["Tests/"]),
        HouseRule("A test that is switched off protects nobody", #"\.disabled\(|\bwithKnownIssue\b"#, in: ["Tests/"]),
        HouseRule("Tests are written with Swift Testing", #"^.*\bimport XCTest\b"#, in: ["Sources/", "Tests/"]),
    ]
}
