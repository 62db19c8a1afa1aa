import CResources
import HTTPServer

extension APIServices {
    /// The document that describes the API.
    var documentOperations: [APIOperation] {
        [APIOperation(.get, "/api/v1/openapi.json", .anybody) { _ in .json(Self.document) }]
    }

    /// `Resources/API/openapi.json`, as it stands inside this program.
    static var document: [UInt8] {
        let resource = anpi_api_openapi()
        return Array(UnsafeBufferPointer(start: resource.start, count: resource.size))
    }
}
