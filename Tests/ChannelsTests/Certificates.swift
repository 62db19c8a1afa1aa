import Foundation
import TestKit
import Testing

/// A certificate authority made for one test, and a certificate of it for `localhost`.
struct Certificates {
    let folder: URL
    var ca: String { folder.appending(path: "ca.pem").path() }
    var certificate: String { folder.appending(path: "server.pem").path() }
    var key: String { folder.appending(path: "server.key").path() }

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "anpi-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("subjectAltName=DNS:localhost\n".utf8).write(to: folder.appending(path: "names"))
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try await openssl(
            ["req", "-x509"] + newKey + ["-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test"])
        try await openssl(["req"] + newKey + ["-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost"])
        try await openssl([
            "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            "server.pem", "-days", "2", "-extfile", "names",
        ])
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    private func openssl(_ arguments: [String]) async throws {
        let inFolder = arguments.map { files.contains($0) ? folder.appending(path: $0).path() : $0 }
        try #require(try await ExternalProgram.run("/usr/bin/openssl", inFolder) == 0)
    }

    private let files: Set = ["ca.key", "ca.pem", "server.key", "server.csr", "server.pem", "names"]
}
