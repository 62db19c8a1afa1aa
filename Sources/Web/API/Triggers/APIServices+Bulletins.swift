import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

extension APIServices {
    /// JMA's bulletins: what came, and handing one in.
    var bulletinOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/bulletins", query: ["all", "limit", "cursor"], listBulletins),
            APIOperation(
                .post, "/api/v1/bulletins", .bearerOrInstallation, body: .xml, bodyLimit: 5_000_000,
                bodyWasTooLarge: recordTooLarge, handIn),
        ]
    }

    private func listBulletins(_ visit: Visit) async throws -> HTTPResponse {
        let limit = try visit.number("limit", in: 1...ListBulletins.longestPart, default: 20)
        let offset = try visit.offsetCursor()
        let part = try await ListBulletins(database: database)(
            visit.scope, includingOthers: visit.flag("all") ?? false, offset: offset, limit: limit)
        let end = offset + part.bulletins.count
        return .json([
            "items": .array(part.bulletins.map { JSON($0) }), "total": JSON(part.total),
            "threshold": JSON(part.threshold?.rawValue), "next": JSON(end < part.total ? String(end) : nil),
        ])
    }

    private static func require(_ program: InstallationBearer) throws {
        guard program.capabilities.contains(.raiseBulletin) else { throw NotAllowed(capability: .raiseBulletin) }
    }

    /// A document too large to be read leaves its record all the same, where one that is read would.
    private func recordTooLarge(_ visit: Visit, size: Int) async throws {
        if let program = visit.installation {
            try Self.require(program)
            try await sending.bulletins.refuse(
                .document(.tooLarge(bytes: size)), beginning: [], size: size, from: .operatorToken(program.token),
                name: "", now: visit.now)
        } else {
            try await sending.bulletins.refuse(visit.scope, tooLarge: size, now: visit.now)
        }
    }

    /// The operator's token raises all organizations, an organization's token or person only their own.
    private func handIn(_ visit: Visit) async throws -> HTTPResponse {
        let taken: IngestedBulletin
        if let program = visit.installation {
            try Self.require(program)
            taken = try await sending.bulletins(
                visit.request.body, from: .operatorToken(program.token), now: visit.now)
        } else {
            taken = try await sending.bulletins(visit.scope, visit.request.body, now: visit.now)
        }
        var members: [(String, JSON)] = [("id", JSON(taken.id)), ("isNew", JSON(taken.isNew))]
        switch taken.document {
        case .bulletin(let bulletin):
            members += [("effect", "considered"), ("event", JSON(bulletin.event.description))]
        case .notATrigger(let title): members += [("effect", "otherKind"), ("title", .text(title))]
        case .refused(let reason):
            throw InvalidInput(field: "body", rule: "bulletin", message: reason.explanation)
        }
        return .json(.object(members), status: .accepted)
    }
}

extension JSON {
    /// A bulletin and what it caused here.
    fileprivate init(_ bulletin: Notify.ReceivedBulletin) {
        let about: [(String, JSON)] = [
            ("headline", .text(bulletin.headline)), ("hypocentre", JSON(bulletin.hypocentre)),
            ("magnitude", JSON(bulletin.magnitude)), ("maximum", JSON(bulletin.maximum?.rawValue)),
            ("regions", JSON(bulletin.regions)), ("effect", JSON(bulletin.effect)),
        ]
        let head: [(String, JSON)] = [
            ("id", JSON(bulletin.id)), ("receivedAt", JSON(bulletin.receivedAt)), ("isOwn", JSON(bulletin.isOwn)),
            ("title", .text(bulletin.title)), ("type", JSON(bulletin.type?.rawValue)),
            ("event", JSON(bulletin.event?.description)), ("status", JSON(bulletin.status?.rawValue)),
            ("action", JSON(bulletin.action?.rawValue)), ("reportedAt", JSON(bulletin.reportedAt)),
        ]
        self = .object(head + about)
    }

    private init(_ effect: Notify.ReceivedBulletin.Effect) {
        func codes(_ regions: Set<JMARegionCode>) -> JSON {
            .array(regions.map(\.description).sorted().map(JSON.text))
        }
        switch effect {
        case .asked(let regions, let broadcast):
            self = ["kind": "asked", "regions": codes(regions), "broadcastId": JSON(broadcast)]
        case .grew(let regions, let broadcast):
            self = ["kind": "grew", "regions": codes(regions), "broadcastId": JSON(broadcast)]
        case .held(let regions, let until): self = ["kind": "held", "regions": codes(regions), "until": JSON(until)]
        case .endedBefore(let broadcast): self = ["kind": "endedBefore", "broadcastId": JSON(broadcast)]
        case .takenBackInTime: self = ["kind": "takenBackInTime"]
        case .switchedOffInTime: self = ["kind": "switchedOffInTime"]
        case .missed: self = ["kind": "missed"]
        case .corrected(let withdrawn, let added, let broadcast):
            self = [
                "kind": "corrected", "withdrawn": codes(withdrawn), "regions": codes(added),
                "broadcastId": JSON(broadcast),
            ]
        case .cancelled(let broadcast): self = ["kind": "cancelled", "broadcastId": JSON(broadcast)]
        case .nothing(let reason):
            self = ["kind": "nothing", "reason": .text(reason.rawValue), "words": JSON(reason.explanation)]
        case .undecided: self = ["kind": "undecided"]
        case .otherKind: self = ["kind": "otherKind"]
        case .refused(let reason): self = ["kind": "refused", "words": JSON(reason)]
        }
    }
}
