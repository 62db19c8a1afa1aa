import Domain
import HTTPServer

/// What the operator's tools ask: is it alive, is it ready, what does it count.
package struct OperationsRoutes: Sendable {
    /// One number for Prometheus.
    package struct Metric: Sendable {
        let name: String
        let help: String
        let isCounter: Bool
        let value: Double
        let labels: [(String, String)]

        /// A number with its name and meaning.
        package init(
            _ name: String, _ help: String, isCounter: Bool = false, labels: [(String, String)] = [], _ value: Double
        ) {
            self.name = name
            self.help = help
            self.isCounter = isCounter
            self.value = value
            self.labels = labels
        }
    }

    /// Why the installation is not ready, in words for the operator; empty if it is.
    private let obstacles: @Sendable () async -> [String]
    private let metrics: @Sendable () async -> [Metric]

    /// The routes with what they ask.
    package init(
        obstacles: @escaping @Sendable () async -> [String], metrics: @escaping @Sendable () async -> [Metric]
    ) {
        self.obstacles = obstacles
        self.metrics = metrics
    }

    var routes: [Route] {
        [
            Route(.get, "/healthz", .anybody) { _ in .text("alive\n") },
            Route(.get, "/readyz", .anybody) { _ in
                let found = await obstacles()
                return found.isEmpty
                    ? .text("ready\n")
                    : .text(found.joined(separator: "\n") + "\n", status: .serviceUnavailable)
            },
            Route(.get, "/metrics", .anybody) { visit in
                // Behind a proxy everybody's address is known; from elsewhere there is nothing here.
                guard ["127.0.0.1", "::1", "unix"].contains(visit.request.clientAddress) else {
                    throw ProblemError(problem: .notFound)
                }
                return .bytes(
                    Array(Self.text(await metrics()).utf8), contentType: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
    }

    /// The text format of Prometheus.
    static func text(_ metrics: [Metric]) -> String {
        var text = ""
        var named: Set<String> = []
        for metric in metrics {
            if named.insert(metric.name).inserted {
                text += "# HELP \(metric.name) \(metric.help)\n"
                text += "# TYPE \(metric.name) \(metric.isCounter ? "counter" : "gauge")\n"
            }
            let labels = metric.labels.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",")
            text += "\(metric.name)\(labels.isEmpty ? "" : "{\(labels)}") \(number(metric.value))\n"
        }
        return text
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
