import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// What the operator, the office and the organization have to say.
    var newsOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/news") { visit in
                let items = try await ListNews(database: database)(visit.scope, at: visit.now)
                return .json([
                    "items": .array(
                        items.map { item in
                            [
                                "id": JSON(item.id), "title": Self.json(item.title), "body": Self.json(item.body),
                                "from": JSON(item.from), "until": JSON(item.until),
                            ]
                        })
                ])
            }
        ]
    }

    private static func json(_ text: LocalizedText) -> JSON {
        ["ja": .text(text[.japanese]), "en": .text(text[.english])]
    }
}
