import Testing

@testable import Web

@Suite("SCIM: filters and paths")
struct SCIMReaderTests {
    private func name(_ text: String) throws -> SCIMName { try #require(SCIMName(text)) }

    @Test("Filters are read as RFC 7644 writes them, in any case of letters")
    func filters() throws {
        let user: SCIMFilter = .compare(try name("userName"), .eq, .text("bjensen"))
        #expect(try SCIMFilter(#"userName eq "bjensen""#) == user)
        #expect(try SCIMFilter(#"userName Eq "bjensen""#) == user)
        #expect(try SCIMFilter(#"( userName eq "bjensen" )"#) == user)
        #expect(try SCIMFilter(#"not (userName eq "bjensen")"#) == .not(user))
        #expect(try SCIMFilter("title pr") == .present(try name("title")))
        let active: SCIMFilter = .compare(try name("active"), .eq, .bool(true))
        #expect(try SCIMFilter(#"userName eq "bjensen" and active eq True"#) == .all([user, active]))
        // `and` binds closer than `or`.
        let present: SCIMFilter = .present(try name("externalId"))
        #expect(
            try SCIMFilter(#"externalId pr or userName eq "bjensen" and active eq true"#)
                == .any([present, .all([user, active])]))
        #expect(
            try SCIMFilter(#"emails[type eq "work" and value co "@example.com"]"#)
                == .within(
                    try name("emails"),
                    .all([
                        .compare(try name("type"), .eq, .text("work")),
                        .compare(try name("value"), .co, .text("@example.com")),
                    ])))
        let number = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber"
        #expect(try SCIMFilter("\(number) eq 7") == .compare(try name(number), .eq, .number(7)))
        #expect(
            try SCIMFilter(#"displayName eq "a\"b\\\u5c71\ud83d\ude00""#)
                == .compare(try name("displayName"), .eq, .text("a\"b\\山😀")))
    }

    @Test(
        "What is no filter is refused at its place",
        arguments: [
            "", " ", "userName", "userName eq", "userName eq bjensen", #"userName eq "bjensen"#, #"userName xx "b""#,
            #"(userName eq "b""#, #"userName eq "b")"#, #"userName eq "b" and"#, #"not userName eq "b""#,
            #"emails[type eq "work""#, #"1st eq "b""#, #"userName eq "\u00""#, #"userName eq "\ud800""#,
            #"userName eq "b" or or active pr"#,
        ])
    func flaws(_ text: String) {
        #expect(throws: SCIMFilter.Flaw.self) { try SCIMFilter(text) }
    }

    @Test("A filter that is too deep or too long is refused, not followed")
    func limits() {
        let deep = String(repeating: "(", count: 5_000) + "a pr" + String(repeating: ")", count: 5_000)
        #expect(throws: SCIMFilter.Flaw.self) { try SCIMFilter(deep) }
        let nested = String(repeating: "not (", count: 40) + "a pr" + String(repeating: ")", count: 40)
        #expect(throws: SCIMFilter.Flaw.self) { try SCIMFilter(nested) }
        let wide = Array(repeating: "a pr", count: 60).joined(separator: " or ")
        #expect(throws: SCIMFilter.Flaw.self) { try SCIMFilter(wide) }
    }

    @Test("Paths lead to an attribute, to what lies in it, and to some of its values")
    func paths() throws {
        #expect(try SCIMPath("members") == SCIMPath(name: name("members")))
        #expect(try SCIMPath("name.familyName") == SCIMPath(name: name("name.familyName")))
        let work: SCIMFilter = .compare(try name("type"), .eq, .text("work"))
        #expect(try SCIMPath(#"emails[type eq "work"]"#) == SCIMPath(name: name("emails"), filter: work))
        #expect(try SCIMPath(#"emails[type eq "work"].value"#) == SCIMPath(name: name("emails.value"), filter: work))
        let core = try SCIMPath("urn:ietf:params:scim:schemas:core:2.0:User:name.givenName").name
        #expect(core.schema == "urn:ietf:params:scim:schemas:core:2.0:User")
        #expect(core.key == "name.givenname")
    }

    @Test(
        "What is no path is refused",
        arguments: [
            "", ".", "name.", "a.b.c", "emails[", "emails[]", #"emails[type eq "work"]x"#, "a b", #"a.b[c pr]"#,
        ])
    func wrongPaths(_ text: String) {
        #expect(throws: SCIMFilter.Flaw.self) { try SCIMPath(text) }
    }
}
