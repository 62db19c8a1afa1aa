import Domain
import HTTPServer
import Tenants

/// Policies from a CSV file: first what would change, then the change.
struct PolicyImportRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/office/policy/import", .session) { visit in
                try visit.scope.require(.managePolicy)
                try visit.requireProof()
                return renderer.send(PolicyImportPage(), to: visit)
            },
            Route(
                .post, "/office/policy/import", .session, bodyLimit: PolicyFile.mostBytes * 2,
                undone: Catalogue.Undone.importing, compare),
            Route(.post, "/office/policy/import/run", .session, undone: Catalogue.Undone.importing, run),
        ]
    }

    @Sendable private func compare(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePolicy)
        try visit.requireProof()
        let form = visit.request.formData()
        if let handle = form["upload"] {
            guard let bytes = try kept(handle, visit) else { return refuse(visit, "gone", Catalogue.Office.fileGone) }
            return try await show(visit, bytes, handle)
        }
        guard let upload = form.file("file"), !upload.bytes.isEmpty else {
            return refuse(visit, "required", Catalogue.Office.noFile)
        }
        do {
            let file = try SpoolFile(in: services.spoolFolder)
            try file.append(upload.bytes)
            let handle = services.uploads.put(
                file, name: "", by: scope, now: visit.now, randomness: services.randomness)
            return try await show(visit, upload.bytes, handle)
        } catch let refusal as InvalidInput {
            return renderer.send(PolicyImportPage(errors: refusal.errors), to: visit)
        }
    }

    /// - Parameter isAgain: Whether something else than what was shown would happen now.
    private func show(
        _ visit: Visit, _ bytes: [UInt8], _ handle: String, isAgain: Bool = false
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        let clients = try await services.clients.all(scope, at: visit.now)
        let facts = try await services.facts(scope)
        let diff = try PolicyFile.compare(bytes, with: clients, days: facts.days, at: visit.now)
        let reader = Reader(language: visit.language, zone: facts.zone)
        let page = PolicyDiffPage(
            changes: diff.changes.map { change in
                PolicyChangeLine(
                    client: "\(change.client.code)　\(change.client.name)",
                    before: PolicyWords.sentence(change.before),
                    after: change.isOfPolicy
                        ? PolicyWords.sentence(change.after) : PolicyWords.sentence(change.before),
                    ahead: change.isOfPolicy
                        ? change.ahead.map {
                            Catalogue.Office.fromDay(reader.date($0.effectiveAt), $0.value.usesSecondFactor)
                        } : nil,
                    from: change.from.map { reader.date($0) }, kana: change.kana.map { (change.client.kana, $0) })
            }, unchanged: diff.unchanged,
            bad: diff.problems.prefix(1_000).map { BadLine(line: $0.line, column: "", reason: $0.error.message) },
            isAgain: isAgain,
            sealed: [HiddenField(name: "upload", value: handle), HiddenField(name: "diff", value: diff.digest)])
        return renderer.send(
            page, to: visit, status: isAgain ? .conflict : diff.problems.isEmpty ? .ok : .unprocessable)
    }

    @Sendable private func run(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePolicy)
        try visit.requireProof()
        let form = visit.request.formData()
        let handle = form["upload"] ?? ""
        guard let bytes = try kept(handle, visit) else { return refuse(visit, "gone", Catalogue.Office.fileGone) }
        do {
            let clients = try await services.clients.all(scope, at: visit.now)
            let days = try await services.facts(scope).days
            let diff = try PolicyFile.compare(bytes, with: clients, days: days, at: visit.now)
            guard diff.problems.isEmpty else { return try await show(visit, bytes, handle) }
            // What was not shown is not done.
            guard form["diff"] == diff.digest else { return try await show(visit, bytes, handle, isAgain: true) }
            try await services.changePolicies(scope, diff, at: visit.now)
        } catch let refusal as InvalidInput where refusal == PolicyDiff.outdated {
            return try await show(visit, bytes, handle, isAgain: true)
        } catch let refusal as InvalidInput {
            return renderer.send(PolicyImportPage(errors: refusal.errors), to: visit)
        }
        services.uploads.remove(handle)
        return renderer.redirect(to: "/office/policy", .registered(.policyFile))
    }

    private func kept(_ handle: String, _ visit: Visit) throws -> [UInt8]? {
        guard let upload = services.uploads.upload(handle, of: try visit.scope, now: visit.now) else { return nil }
        return try upload.file.bytes(at: 0, count: PolicyFile.mostBytes + 1)
    }

    private func refuse(_ visit: Visit, _ rule: String, _ message: LocalizedText) -> HTTPResponse {
        renderer.send(
            PolicyImportPage(errors: [FieldError(field: "file", rule: rule, message: message)]), to: visit)
    }
}
