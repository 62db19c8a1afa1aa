import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("API: people, code lists, files")
struct APIPeopleTests {
    @Test("A person is added, read, listed, changed, and removed after leaving", arguments: DatabaseKind.available)
    func life(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let department = try await house.call(
                .post, "/departments", as: bearer, #"{"code":"s01","name":"製造1課"}"#)
            #expect(department.status == 201)
            #expect(department["code"].string == "S01")
            let departmentID = try #require(department["id"].string)
            #expect(department.headers["Location"] == "/api/v1/departments/\(departmentID)")

            let added = try await house.call(
                .post, "/people", as: bearer,
                #"{"loginId":"b5","name":"佐藤 一郎","nameKana":"さとう　いちろう","departmentId":"\#(departmentID)"}"#)
            #expect(added.status == 201)
            #expect(added["loginId"].string == "B5")
            #expect(added["nameKana"].string == "サトウ　イチロウ")
            let path = "/people/\(added["id"].string ?? "")"
            #expect(added.headers["Location"] == "/api/v1" + path)
            #expect(try await house.call(.get, path, as: bearer).bytes == added.bytes)

            let inUse = try await house.call(.delete, "/departments/\(departmentID)", as: bearer)
            #expect(inUse.refusals == ["code:inUse"])
            let left = try await house.call(
                .patch, path, as: bearer, #"{"employment":"left","departmentId":null}"#)
            #expect(left["employment"].string == "left")
            #expect(left["departmentId"].isNull)
            #expect(left["leftAt"].number != nil)
            #expect(left["name"].string == "佐藤 一郎")
            #expect(try await house.call(.delete, "/departments/\(departmentID)", as: bearer).status == 204)
            #expect(try await house.call(.delete, path, as: bearer).status == 204)
            #expect(try await house.call(.get, path, as: bearer).status == 404)
        }
    }

    @Test("People are listed in pages and by filter", arguments: DatabaseKind.available)
    func pages(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            for number in 1...5 {
                _ = try await house.call(.post, "/people", as: bearer, #"{"loginId":"C\#(number)","name":"n"}"#)
            }
            var found: [String] = []
            var cursor = ""
            repeat {
                let page = try await house.call(.get, "/people?limit=3\(cursor)", as: bearer)
                #expect(page["items"].list.count <= 3)
                found += page["items"].list.compactMap { $0["loginId"].string }
                cursor = page["next"].string.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty && found.count < 20
            #expect(found == ["B000031", "B002417", "C1", "C2", "C3", "C4", "C5"])
            let administrators = try await house.call(.get, "/people?role=administrator", as: bearer)
            #expect(administrators["items"].list.compactMap { $0["loginId"].string } == ["B000031"])
        }
    }

    @Test("Each refused field of a person is named as the API names it")
    func refusals() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let bad = try await house.call(
                .post, "/people", as: bearer, #"{"loginId":"A1","name":"","nameKana":"山田"}"#)
            #expect(bad.status == 422)
            #expect(bad.refusals == ["loginId:reservedLetter", "name:required", "nameKana:katakana"])
            let unknown = try await house.call(
                .post, "/people", as: bearer, #"{"loginId":"B1","name":"a","departmentId":"77"}"#)
            #expect(unknown.refusals == ["departmentId:unknown"])
            let taken = try await house.call(.post, "/people", as: bearer, #"{"loginId":"B000031","name":"a"}"#)
            #expect(taken.refusals.map { $0.prefix(8) } == ["loginId:"])
            let shape = try await house.call(
                .post, "/people", as: bearer, #"{"loginId":1,"role":"king","joinedAt":-1,"departmentId":"05"}"#)
            #expect(shape.status == 400)
            #expect(
                Set(shape.refusals) == [
                    "loginId:type", "name:required", "role:type", "joinedAt:type", "departmentId:type",
                ])
            let last = try await house.call(
                .patch, "/people/\(APIHouse.own.administrator)", as: bearer, #"{"role":"member"}"#)
            #expect(last.refusals == ["role:lastAdministrator"])
        }
    }

    @Test("A file is tried first, refused as a whole, then imported and given out", arguments: DatabaseKind.available)
    func files(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let good = "login_id,name,mail1,mail_order\r\nB7,鈴木 次郎,jiro@example.jp,1\r\n"
            let tried = try await house.call(.post, "/imports/people", as: bearer, good, kind: "text/csv")
            #expect(tried.status == 200)
            #expect(tried["added"].number == 1)
            #expect(tried["isImported"].bool == false)
            #expect(try await house.call(.get, "/people?loginId=B7", as: bearer)["items"].list.isEmpty)

            let bad = try await house.call(
                .post, "/imports/people?dryRun=false", as: bearer, good + "A8,x,,\r\n", kind: "text/csv")
            #expect(bad.status == 422)
            #expect(bad.code == "notImported")
            #expect(bad.refusals == ["3:login_id:reservedLetter"])

            let done = try await house.call(
                .post, "/imports/people?dryRun=false", as: bearer, good, kind: "text/csv; charset=utf-8")
            #expect(done["isImported"].bool == true)
            #expect(try await house.call(.get, "/people?loginId=B7", as: bearer)["items"].list.count == 1)
            #expect(try await house.call(.post, "/imports/people", as: bearer, "{}").status == 415)

            let file = try await house.response(.get, "/people.csv?loginId=B7", as: bearer)
            #expect(file.headers["Content-Type"] == "text/csv; charset=utf-8")
            let text = try house.text(of: file)
            #expect(text.contains("鈴木 次郎") && text.contains("mail1"))
            let program = try await house.program([.viewPeople, .managePeople])
            let less = try house.text(of: try await house.response(.get, "/people.csv?loginId=B7", as: program))
            #expect(less.contains("鈴木 次郎") && !less.contains("mail1"), "contacts need a permission of their own")
        }
    }

    @Test("First passwords are shown once and only to administrators who are logged in")
    func firstPasswords() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let body = #"{"people":["\#(APIHouse.own.member)"]}"#
            let slips = try await house.call(.post, "/first-passwords", as: bearer, body)
            #expect(slips.status == 201)
            let password = try #require(slips["items"][0]["password"].string)
            let login = try await house.call(
                .post, "/session", #"{"organization":"seikai","loginId":"B002417","password":"\#(password)"}"#)
            #expect(login["result"].string == "passwordChangeRequired")
            let program = try await house.program([.viewPeople, .managePeople])
            #expect(try await house.call(.post, "/first-passwords", as: program, body).status == 403)
        }
    }

    @Test(
        "A file's changes are shown field by field with contacts masked, and done as shown or not",
        arguments: DatabaseKind.available)
    func differences(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let first = "login_id,name,mail1,mailOrder\r\nB002417,山田 花子,hanako@x.example,1\r\n"
            _ = try await house.call(
                .post, "/imports/people?dryRun=false", as: bearer, first, kind: "text/csv")
            let file = """
                login_id,name,mail1,mailOrder,department_code\r
                B002417,山田 葉子,hanae@x.example,1,\r
                B5,佐藤,sato@x.example,1,S9\r
                B000031,山田 花子,,,\r

                """
            let shown = try await house.call(
                .post, "/imports/people?createDepartments=true", as: bearer, file, kind: "text/csv")
            #expect(shown["changed"].number == 1 && shown["added"].number == 1 && shown["unchanged"].number == 1)
            func fields(_ index: Int) -> [String] {
                shown["changes"][index]["fields"].list.map {
                    "\($0["field"].string ?? ""):\($0["before"].string ?? "")>\($0["after"].string ?? "")"
                }
            }
            #expect(fields(0) == ["name:山田 花子>山田 葉子", "mail1:h•••@x.example>h•••@x.example"])
            #expect(shown["changes"][1]["isNew"].bool == true)
            #expect(fields(1).contains("department_code:>S9"))
            #expect(fields(1).contains("mail1:>s•••@x.example"))
            #expect(!shown.text.contains("hanae@") && !shown.text.contains("sato@"))
            let mark = try #require(shown["mark"].string)
            // The same file after somebody else's change.
            _ = try await house.call(.patch, "/people/22", as: bearer, #"{"name":"山田 桃子"}"#)
            let path = "/imports/people?dryRun=false&createDepartments=true&expecting="
            let late = try await house.call(.post, path + mark, as: bearer, file, kind: "text/csv")
            #expect(late.status == 409)
            #expect(late.code == "changedSince")
            #expect(try await house.call(.get, "/people/22", as: bearer)["name"].string == "山田 桃子")
            let anew = try await house.call(
                .post, "/imports/people?createDepartments=true", as: bearer, file, kind: "text/csv")
            let newMark = try #require(anew["mark"].string)
            #expect(newMark != mark)
            let done = try await house.call(.post, path + newMark, as: bearer, file, kind: "text/csv")
            #expect(done["isImported"].bool == true)
            #expect(try await house.call(.get, "/people/22", as: bearer)["name"].string == "山田 葉子")
            // A contact that was changed meanwhile counts too, though both look alike.
            let again = "login_id,mail1,mailOrder\r\nB002417,hanako@x.example,1\r\n"
            let seen = try await house.call(.post, "/imports/people", as: bearer, again, kind: "text/csv")
            _ = try await house.call(
                .post, "/imports/people?dryRun=false", as: bearer,
                "login_id,mail1,mailOrder\r\nB002417,haruka@x.example,1\r\n",
                kind: "text/csv")
            let other = try await house.call(
                .post, "/imports/people?dryRun=false&expecting=\(seen["mark"].string ?? "")", as: bearer, again,
                kind: "text/csv")
            #expect(other.status == 409)
        }
    }
}
