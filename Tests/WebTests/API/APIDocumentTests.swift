import Domain
import Foundation
import HTTPServer
import TestKit
import Testing

@testable import Web

/// The document and the list of operations must say the same.
@Suite("API: the document")
struct APIDocumentTests {
    private static let methods: Set<String> = ["get", "put", "post", "patch", "delete"]

    private static func document() throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(APIServices.document))
        return try #require(json as? [String: Any])
    }

    /// What the document says of each operation, as one line.
    private static func described() throws -> Set<String> {
        let document = try document()
        let components = document["components"] as? [String: Any] ?? [:]
        let shared = components["parameters"] as? [String: Any] ?? [:]
        var lines: Set<String> = []
        for (path, item) in document["paths"] as? [String: [String: Any]] ?? [:] {
            for (method, value) in item where methods.contains(method) {
                guard let operation = value as? [String: Any] else { continue }
                let parameters = (operation["parameters"] as? [[String: Any]] ?? []).compactMap { parameter in
                    if let name = (parameter["$ref"] as? String)?.split(separator: "/").last {
                        return shared[String(name)] as? [String: Any]
                    }
                    return parameter
                }
                func names(in place: String) -> [String] {
                    parameters.filter { $0["in"] as? String == place }.compactMap { $0["name"] as? String }.sorted()
                }
                let body = operation["requestBody"] as? [String: Any]
                let kinds = (body?["content"] as? [String: Any] ?? [:]).keys.sorted()
                let isOpen = (operation["security"] as? [Any])?.isEmpty == true
                lines.insert(
                    line(
                        method, path, isOpen: isOpen, query: names(in: "query"), kind: kinds.first ?? "",
                        path: names(in: "path"), isIdempotent: names(in: "header").contains("Idempotency-Key")))
            }
        }
        return lines
    }

    private static func served(_ operations: [APIOperation]) -> Set<String> {
        Set(
            operations.map { operation in
                let names = operation.pattern.parts.compactMap { part in
                    if case .name(let name) = part { name } else { nil }
                }
                return line(
                    operation.method.rawValue.lowercased(),
                    String(operation.pattern.description.dropFirst("/api/v1".count)),
                    isOpen: operation.access == .anybody, query: operation.query.sorted(),
                    kind: operation.body.rawValue, path: names.sorted(), isIdempotent: operation.isIdempotent)
            })
    }

    private static func line(
        _ method: String, _ place: String, isOpen: Bool, query: [String], kind: String, path: [String],
        isIdempotent: Bool
    ) -> String {
        """
        \(method) \(place) \(isOpen ? "open" : "bearer") query=\(query) path=\(path) body=\(kind) \
        \(isIdempotent ? "idempotent" : "")
        """
    }

    @Test("Each operation is in the document and each one of the document is served")
    func operations() async throws {
        try await APIHouse.with(.sqlite) { house in
            let described = try Self.described()
            let served = Self.served(house.services.operations)
            #expect(served.count == house.services.operations.count)
            #expect(described.subtracting(served) == [])
            #expect(served.subtracting(described) == [])
        }
    }

    @Test("The document inside the program is the file in the repository, and anybody may read it")
    func embedded() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = try Data(contentsOf: root.appending(path: "Resources/API/openapi.json"))
        #expect(Array(file) == APIServices.document)
        try await APIHouse.with(.sqlite) { house in
            let answer = try await house.call(.get, "/openapi.json")
            #expect(answer.status == 200)
            #expect(answer["openapi"].string == "3.1.0")
        }
    }

    @Test("Every operation has a name, a summary, and says which problems it may answer with")
    func complete() throws {
        var names: Set<String> = []
        for (path, item) in try Self.document()["paths"] as? [String: [String: Any]] ?? [:] {
            for (method, value) in item where Self.methods.contains(method) {
                let operation = value as? [String: Any] ?? [:]
                let name = operation["operationId"] as? String ?? ""
                #expect(names.insert(name).inserted, "\(method) \(path): \(name)")
                #expect(operation["summary"] is String, "\(method) \(path)")
                let responses = (operation["responses"] as? [String: Any] ?? [:]).keys
                #expect(responses.contains { $0.hasPrefix("2") }, "\(method) \(path)")
                #expect(responses.contains("503"), "\(method) \(path)")
                let isOpen = (operation["security"] as? [Any])?.isEmpty == true
                #expect(isOpen || responses.contains("401"), "\(method) \(path)")
            }
        }
        #expect(!names.isEmpty)
    }
}
