import Domain
import Notify
import Profiles

extension RecipientLevel {
    /// The name in the API.
    var word: String { "\(self)" }

    /// The level with this name in the API.
    init?(word: String) {
        guard let level = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = level
    }
}

extension BroadcastSnapshot {
    /// The results as they stand.
    func json(departments names: [DepartmentID: String], regions table: RegionTable) -> JSON {
        [
            "status": .text(status.rawValue), "isExpanding": JSON(isExpanding), "total": Self.json(total),
            "expectedEnd": JSON(expectedEnd), "finishedAt": JSON(finishedAt),
            "departments": .array(
                departments.sorted {
                    ($0.key ?? DepartmentID(rawValue: .max)) < ($1.key ?? DepartmentID(rawValue: .max))
                }
                .map { id, tally in
                    ["id": JSON(id), "name": JSON(id.flatMap { names[$0] }), "tally": Self.json(tally)]
                }),
            "prefectures": Self.json(prefectures) { PrefectureCode($0).flatMap { table[$0]?.name } },
            "regions": Self.json(regions) { JMARegionCode($0).flatMap { table[$0]?.name } },
            "cannotBeAsked": JSON(reasons: cannotBeAsked),
            "progress": .object(
                Channel.ofBroadcasts.map { channel in
                    let part = progress[channel]
                    let states = (part?.states ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }
                    let waiting = (part?.waiting ?? [:]).sorted { $0.key < $1.key }
                    let numbers: JSON = [
                        "done": JSON(part?.done ?? 0), "open": JSON(part?.open ?? 0),
                        "waiting": .object(waiting.map { ($0.key, JSON($0.value)) }),
                        "waitsUntil": JSON(part?.waitsUntil),
                        "states": .object(states.map { ($0.key.rawValue, JSON($0.value)) }),
                    ]
                    return ("\(channel)", numbers)
                }),
        ]
    }

    private static func json(_ tally: Tally) -> JSON {
        [
            "people": JSON(tally.people), "late": JSON(tally.late), "handedOn": JSON(tally.handedOn),
            "levels": .object(RecipientLevel.allCases.map { ($0.word, JSON(tally.count($0))) }),
            "statuses": .object(tally.statuses.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) }),
        ]
    }

    private static func json(
        _ places: [String?: Tally], _ name: (String) -> LocalizedText?
    ) -> JSON {
        .array(
            places.sorted { ($0.key ?? "~") < ($1.key ?? "~") }.map { code, tally in
                ["code": JSON(code), "name": code.flatMap(name).map { JSON($0) } ?? .null, "tally": Self.json(tally)]
            })
    }
}
