import Channels
import Domain
import Testing

@Suite("Failure codes")
struct FailureCodeTests {
    @Test("Every code has a sentence in both languages", arguments: FailureCode.allCases)
    func sentences(code: FailureCode) {
        #expect(!code.text[.japanese].isEmpty && !code.text[.english].isEmpty)
        #expect(code.text[.japanese].hasSuffix("。") && code.text[.english].hasSuffix("."))
        #expect(!code.text[.japanese].contains("エラー") && !code.text[.japanese].contains("不正"))
    }

    @Test("A reason takes a short code as detail and nothing that could be an address or a sentence")
    func detail() {
        #expect(FailureReason(.mailboxUnknown, status: 550, detail: "5.1.1").detail == "5.1.1")
        for text in [
            "", "taro@example.jp", "5.1.1 <taro@example.jp>", "no such user", String(repeating: "1", count: 33),
        ] {
            #expect(FailureReason(.mailboxUnknown, detail: text).detail == nil)
        }
        #expect("\(FailureReason(.mailboxUnknown, status: 550, detail: "5.1.1"))" == "mailboxUnknown 550 5.1.1")
    }
}
