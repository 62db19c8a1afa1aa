import CResources
import CSodium
import HTTPServer

/// Style sheet, script and icon, inside the program. Their addresses change with their content, so browsers may keep
/// them for a year.
struct StaticFiles: Sendable {
    /// One file with the address it is served under.
    struct File: Sendable {
        let address: String
        let bytes: [UInt8]
        let contentType: String
    }

    let style: File
    let script: File
    let icon: File
    let passkeys: File

    /// The files of this program.
    static func embedded() -> StaticFiles {
        StaticFiles(
            style: file("style", "css", anpi_web_style(), "text/css; charset=utf-8"),
            script: file("app", "js", anpi_web_script(), "text/javascript; charset=utf-8"),
            icon: file("icon", "svg", anpi_web_icon(), "image/svg+xml"),
            passkeys: file("passkey", "js", anpi_web_passkey(), "text/javascript; charset=utf-8"))
    }

    /// The pages' addresses of the files.
    var assets: Assets {
        Assets(
            style: "/static/\(name(of: style))", script: "/static/\(name(of: script))",
            icon: "/static/\(name(of: icon))", passkeys: "/static/\(name(of: passkeys))")
    }

    /// Serves the files.
    var routes: [Route] {
        let files = [style, script, icon, passkeys]
        return [
            Route(.get, "/static/{name}", .anybody) { visit in
                guard let file = files.first(where: { name(of: $0) == visit.parameters["name"] }) else {
                    throw ProblemError(problem: .notFound)
                }
                var response = HTTPResponse.bytes(file.bytes, contentType: file.contentType)
                response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
                return response
            }
        ]
    }

    private func name(of file: File) -> String {
        String(file.address.dropFirst("/static/".count))
    }

    private static func file(
        _ name: String, _ ending: String, _ resource: anpi_resource, _ contentType: String
    ) -> File {
        let bytes = Array(UnsafeBufferPointer(start: resource.start, count: resource.size))
        var hash = [UInt8](repeating: 0, count: 16)
        crypto_generichash(&hash, hash.count, bytes, UInt64(bytes.count), nil, 0)
        let tag = hash.prefix(8).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
        return File(address: "/static/\(name).\(tag).\(ending)", bytes: bytes, contentType: contentType)
    }
}
