import Tenants

@testable import Profiles
@testable import Web

extension Samples {
    /// The readiness report.
    var readiness: [Sent] {
        let rules = ReadinessRules(usesMail: true, usesVoice: true, needsRegion: true)
        func counts(_ ready: Int, _ others: Int) -> Readiness.Counts {
            var counts = Readiness.Counts()
            counts.add([.mail, .oneMailPath, .twoMailPaths, .region, .loggedIn], times: ready, rules)
            counts.add([], times: others, rules)
            counts.add([.mail, .deadMail, .orderHole, .region], times: others / 3, rules)
            return counts
        }
        let lines = [
            ReadinessLine(id: text("7"), name: text("Sales"), counts: counts(12, 400)),
            ReadinessLine(id: nil, name: "", counts: counts(800, 36)),
        ]
        return [
            page(
                "readiness",
                ReadinessPage(
                    total: counts(812, 436), flags: rules.flags, pending: 3, lines: lines,
                    part: ListPart(total: 23, page: 1, size: 20),
                    days: [ReadinessDay(day: text("2024-01-01"), counts: counts(810, 438))], canRemind: true),
                as: administrator),
            page(
                "readiness-days",
                ReadinessDaysPage(
                    department: text("7"), name: text("Sales"), flags: rules.flags,
                    days: [ReadinessDay(day: text("2024-01-01"), counts: counts(12, 400))]), as: administrator),
            page(
                "readiness-days-none",
                ReadinessDaysPage(
                    department: ReadinessDaysPage.noDepartment, name: "", flags: rules.flags, days: []),
                as: administrator),
            page(
                "readiness-nobody",
                ReadinessPage(
                    total: Readiness.Counts(), flags: rules.flags.dropLast(), pending: 0, lines: [],
                    part: ListPart(total: 0, page: 1, size: 20), days: [], canRemind: false), as: administrator),
        ]
    }
}
