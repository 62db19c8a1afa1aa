import Foundation
import Testing

@testable import Web

@Suite("SCIM: PATCH as a rule")
struct SCIMPatchTests {
    private static let before = """
        {"userName":"tanaka","displayName":"田中","active":true,"name":{"familyName":"田中","givenName":"一"},
         "emails":[{"value":"a@x.example","type":"work","primary":true},{"value":"b@x.example","type":"home"}]}
        """

    private static func object(_ json: String) throws -> SCIMObject {
        let any = try JSONSerialization.jsonObject(with: Data(json.utf8))
        return try #require(SCIMValue(any)?.object)
    }

    private static func patched(_ operations: String) throws -> SCIMObject {
        let patch = try SCIMPatch(try object(#"{"Operations":[\#(operations)]}"#))
        return try patch.applied(to: try object(before), .users)
    }

    /// Attributes of the result as JSON, with the names of what lies in them in order.
    private static func text(_ value: SCIMValue?) -> String {
        switch value {
        case nil: "-"
        case .object(let object):
            "{"
                + object.members.sorted { $0.name < $1.name }.map { "\($0.name)=\(text($0.value))" }.joined(
                    separator: " ")
                + "}"
        case .list(let values): "[" + values.map { text($0) }.joined(separator: " ") + "]"
        case let value?: String(decoding: value.json.bytes, as: UTF8.self).replacing("\"", with: "")
        }
    }

    @Test(
        "Each operation leaves what RFC 7644 says",
        arguments: [
            (#"{"op":"replace","path":"displayName","value":"佐藤"}"#, "displayName", "佐藤"),
            (#"{"op":"Replace","path":"DISPLAYNAME","value":"佐藤"}"#, "displayName", "佐藤"),
            (#"{"op":"add","value":{"displayName":"佐藤","active":"False"}}"#, "displayName", "佐藤"),
            (#"{"op":"add","value":{"name.givenName":"二"}}"#, "name", "{familyName=田中 givenName=二}"),
            (#"{"op":"replace","path":"name","value":{"givenName":"二"}}"#, "name", "{familyName=田中 givenName=二}"),
            (#"{"op":"remove","path":"name.givenName"}"#, "name", "{familyName=田中}"),
            (#"{"op":"remove","path":"name"}"#, "name", "-"),
            (
                #"{"op":"add","path":"emails","value":[{"value":"c@x.example"}]}"#, "emails",
                "[{primary=true type=work value=a@x.example} {type=home value=b@x.example} {value=c@x.example}]"
            ),
            // The one that is there already is not there twice.
            (
                #"{"op":"add","path":"emails","value":{"value":"B@x.example","type":"other"}}"#, "emails",
                "[{primary=true type=work value=a@x.example} {type=other value=B@x.example}]"
            ),
            // What is preferred now takes the place of what was.
            (
                #"{"op":"add","path":"emails","value":[{"value":"c@x.example","primary":true}]}"#, "emails",
                "[{primary=false type=work value=a@x.example} {type=home value=b@x.example} {primary=true value=c@x.example}]"
            ),
            (#"{"op":"replace","path":"emails","value":[{"value":"c@x.example"}]}"#, "emails", "[{value=c@x.example}]"),
            (
                #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"n@x.example"}"#, "emails",
                "[{primary=true type=work value=n@x.example} {type=home value=b@x.example}]"
            ),
            (
                #"{"op":"add","path":"emails[type eq \"other\"].value","value":"n@x.example"}"#, "emails",
                "[{primary=true type=work value=a@x.example} {type=home value=b@x.example} {type=other value=n@x.example}]"
            ),
            (
                #"{"op":"remove","path":"emails[type eq \"work\"]"}"#, "emails", "[{type=home value=b@x.example}]"
            ),
            (
                #"{"op":"remove","path":"emails[type eq \"work\"].value"}"#, "emails",
                "[{type=home value=b@x.example}]"
            ),
            (#"{"op":"remove","path":"emails[type eq \"pager\"]"}"#, "active", "true"),
            (#"{"op":"remove","path":"emails"}"#, "emails", "-"),
            (#"{"op":"replace","path":"emails","value":[]}"#, "emails", "-"),
            (#"{"op":"add","path":"title","value":"部長"}"#, "title", "-"),
            (
                #"{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":"7"}"#,
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "{employeeNumber=7}"
            ),
            (
                #"{"op":"add","path":"urn:ietf:params:scim:schemas:extension:anpi:2.0:User","value":{"nameKana":"タナカ"}}"#,
                "urn:ietf:params:scim:schemas:extension:anpi:2.0:User", "{nameKana=タナカ}"
            ),
        ])
    func operations(_ operation: String, _ attribute: String, _ expected: String) throws {
        #expect(Self.text(try Self.patched(operation)[attribute]) == expected)
    }

    @Test(
        "What cannot be done is refused with the word of RFC 7644",
        arguments: [
            (#"{"op":"remove"}"#, "noTarget"),
            (#"{"op":"replace","path":"emails[type eq \"pager\"].value","value":"x"}"#, "noTarget"),
            (#"{"op":"add","path":"emails[type co \"p\"].value","value":"x"}"#, "noTarget"),
            (#"{"op":"move","path":"displayName","value":"x"}"#, "invalidSyntax"),
            (#"{"op":"replace","path":"favouriteColour","value":"x"}"#, "invalidPath"),
            (#"{"op":"replace","path":"name.middle","value":"x"}"#, "invalidPath"),
            (#"{"op":"replace","path":"displayName[a pr]","value":"x"}"#, "invalidPath"),
            (#"{"op":"replace","path":"emails[","value":"x"}"#, "invalidPath"),
            (#"{"op":"replace","value":"x"}"#, "invalidValue"),
            (#"{"op":"replace","path":"password","value":"hidden"}"#, "invalidValue"),
            (#"{"op":"replace","path":"groups","value":[]}"#, "mutability"),
            (#"{"op":"remove","path":"userName"}"#, "mutability"),
            (#"{"op":"remove","path":"active"}"#, "mutability"),
        ])
    func refusals(_ operation: String, _ word: String) throws {
        let refusal = #expect(throws: ProblemError.self) { try Self.patched(operation) }
        #expect(refusal?.problem.code == word)
    }

    @Test("A body without operations is refused")
    func empty() throws {
        #expect(throws: ProblemError.self) { try SCIMPatch(try Self.object("{}")) }
        #expect(throws: ProblemError.self) { try SCIMPatch(try Self.object(#"{"Operations":[]}"#)) }
    }

    @Test("Of a resource only what is wanted is shown, with schemas and id")
    func projection() throws {
        var resource = try Self.object(Self.before)
        resource["id"] = .text("7")
        let some = SCIMProjection(wanted: ["name.givenName", "emails.value"]).applied(to: resource, .users)
        #expect(Self.text(some["name"]) == "{givenName=一}")
        #expect(Self.text(some["emails"]) == "[{value=a@x.example} {value=b@x.example}]")
        #expect(some["id"] == .text("7"))
        #expect(some["userName"] == nil)
        let rest = SCIMProjection(unwanted: ["emails", "name.givenName", "id"]).applied(to: resource, .users)
        #expect(rest["emails"] == nil)
        #expect(Self.text(rest["name"]) == "{familyName=田中}")
        #expect(rest["id"] == .text("7"))
    }
}
