import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// 災害情報 for everybody who is signed in: what arrived, and what it caused.
struct DisasterRoutes: Sendable {
    private static let pageSize = 20

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] { [Route(.get, "/disaster", .session, show)] }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let page = visit.pageNumber
        let part = try await services.broadcasts.bulletins(
            scope, offset: (page - 1) * Self.pageSize, limit: Self.pageSize)
        var bulletins: [ReceivedBulletin] = []
        for bulletin in part.bulletins {
            var people: Int?
            if let id = bulletin.effect.broadcast, scope.capabilities.contains(.viewResults) {
                people = try await services.broadcasts.recipients.count(id, ListRecipients.Filter(), scope)
            }
            bulletins.append(ReceivedBulletin(bulletin, people: people, services.regions))
        }
        let shown = DisasterPage(
            bulletins: bulletins, part: ListPart(total: part.total, page: page, size: Self.pageSize),
            threshold: part.threshold.flatMap { SeismicIntensity(rawValue: $0.rawValue) })
        return renderer.send(shown, to: visit)
    }
}

extension ReceivedBulletin {
    /// A bulletin of the record; `people` is how many its safety check reached, as far as the reader may know.
    init(_ bulletin: Notify.ReceivedBulletin, people: Int?, _ regions: RegionTable) {
        let status: BulletinStatus =
            switch bulletin.status {
            case .drill: .drill
            case .test: .test
            case .normal, nil: .normal
            }
        let type: BulletinType =
            switch bulletin.action {
            case .corrected: .corrected
            case .cancelled: .cancelled
            case .issued, nil: .issued
            }
        self.init(
            receivedAt: bulletin.receivedAt, reportedAt: bulletin.reportedAt ?? bulletin.receivedAt,
            title: bulletin.headline.isEmpty ? bulletin.title : "\(bulletin.title)　\(bulletin.headline)",
            status: status, type: type,
            maximum: bulletin.maximum.flatMap { SeismicIntensity(rawValue: $0.rawValue) },
            regions: bulletin.regions, regionNames: bulletin.regionCodes.compactMap { regions[$0]?.name },
            outcome: BulletinOutcome(bulletin.effect, people: people))
    }
}

extension BulletinOutcome {
    /// What a bulletin caused.
    init(_ effect: Notify.ReceivedBulletin.Effect, people: Int?) {
        typealias Words = Catalogue.Disaster
        let results: Address? = effect.broadcast.map { "/b/\($0)" }
        switch effect {
        case .asked: self = .started(people: people, results: results)
        case .grew: self = .grew(people: nil, results: results)
        case .corrected: self = .corrected(people: nil, results: results)
        case .cancelled: self = .corrected(people: nil, results: results)
        case .endedBefore: self = .nothing(Words.ended)
        case .held: self = .nothing(Words.holding)
        case .takenBackInTime: self = .nothing(Words.takenBack)
        case .switchedOffInTime: self = .nothing(Words.ruleOff)
        case .missed: self = .nothing(Words.missed)
        case .nothing(let reason): self = .nothing(reason.explanation)
        case .undecided: self = .nothing(Words.undecided)
        case .otherKind: self = .nothing(Words.otherKind)
        case .refused(let reason): self = .nothing(reason)
        }
    }
}
