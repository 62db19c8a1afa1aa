import Channels
import Domain
import Testing

@Suite("Mail addresses")
struct MailAddressTests {
    @Test(
        "A usable address keeps its local part and gets a plain domain",
        arguments: [
            ("taro@example.jp", "taro@example.jp"), ("Taro.Yamada+x@Example.JP", "Taro.Yamada+x@example.jp"),
            ("a..b@docomo.ne.jp", "\"a..b\"@docomo.ne.jp"), (".ab@docomo.ne.jp", "\".ab\"@docomo.ne.jp"),
            ("ab.@ezweb.ne.jp", "\"ab.\"@ezweb.ne.jp"), ("o'neil/x=y@example.com", "o'neil/x=y@example.com"),
            ("taro@例え.jp", "taro@xn--r8jz45g.jp"), ("taro@xn--r8jz45g.jp", "taro@xn--r8jz45g.jp"),
            (String(repeating: "a", count: 64) + "@example.jp", String(repeating: "a", count: 64) + "@example.jp"),
        ])
    func usable(text: String, wire: String) throws {
        #expect(try MailAddress(text).wireForm == wire)
    }

    @Test(
        "An address that could harm or cannot work is refused by its first flaw",
        arguments: [
            ("", .incomplete), ("taro", .incomplete), ("@example.jp", .incomplete), ("taro@", .incomplete),
            ("v@x>\r\nRCPT TO:<evil@y.jp", .forbiddenCharacter), ("taro@example.jp\n", .forbiddenCharacter),
            ("ta\u{0}ro@example.jp", .forbiddenCharacter), ("ta ro@example.jp", .forbiddenCharacter),
            ("taro\u{85}@example.jp", .forbiddenCharacter), ("<taro@example.jp>", .forbiddenCharacter),
            ("\"a b\"@example.jp", .forbiddenCharacter), ("\"ab\"@example.jp", .forbiddenCharacter),
            ("a@b@example.jp", .severalAts), ("x@@y", .severalAts), ("x@@example.jp", .severalAts),
            ("a,b@example.jp", .forbiddenCharacter),
            ("太郎@example.jp", .notASCII), ("ｔａｒｏ@example.jp", .notASCII),
            ("taro@example", .notADomain), ("taro@[127.0.0.1]", .notADomain), ("taro@127.0.0.1", .notADomain),
            ("taro@-a.jp", .notADomain), ("taro@a..jp", .notADomain), ("taro@a_b.jp", .notADomain),
            ("taro@example.jp>", .notADomain), ("taro@example.jp.", .notADomain),
            (String(repeating: "a", count: 65) + "@example.jp", .tooLong),
            ("abc@" + String(repeating: "a.", count: 125) + "jp", .tooLong),
        ] as [(String, MailAddress.Flaw)])
    func refused(text: String, flaw: MailAddress.Flaw) {
        #expect(throws: flaw) { try MailAddress(text) }
    }

    @Test("Every byte outside the allowed ones is refused on both sides of the @")
    func everyByte() {
        let allowed = Set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-".unicodeScalars)
        for value in UInt32(0)..<256 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(((try? MailAddress("a\(scalar)b@example.jp")) != nil) == allowed.contains(scalar), "\(value)")
            if value < 0x21 || (0x7f...0xa0).contains(value) || "<>()[],;:\\\"@ ".unicodeScalars.contains(scalar) {
                #expect((try? MailAddress("ab@exam\(scalar)ple.jp")) == nil || scalar == "@", "\(value)")
            }
        }
    }

    @Test("Every flaw has its sentence for whoever typed the address (R-135)", arguments: MailAddress.Flaw.allCases)
    func sentences(flaw: MailAddress.Flaw) {
        let expected: (ja: String, en: String) =
            switch flaw {
            case .incomplete: ("メールアドレスは「名前@ドメイン」の形で入力してください。", "Enter the mail address in the form name@domain.")
            case .tooLong:
                (
                    "メールアドレスは254文字以内（@の前は64文字以内）で入力してください。",
                    "Enter a mail address of at most 254 characters, at most 64 before the @."
                )
            case .severalAts:
                ("メールアドレスに「@」が2つ以上あります。1つにしてください。", "There is more than one @ in the mail address. Keep only one.")
            case .forbiddenCharacter:
                (
                    "メールアドレスに使えない文字（空白、改行、< > など）があります。取り除いてください。",
                    "Remove characters that a mail address cannot have, such as spaces, line breaks, < and >."
                )
            case .notASCII:
                (
                    "メールアドレスの@の前は半角の英数字と記号で入力してください。",
                    "Enter the part before the @ in plain letters, digits and signs."
                )
            case .notADomain:
                (
                    "メールアドレスの@の後ろは「example.jp」のようなドメインを入力してください。",
                    "Enter a domain such as example.jp after the @."
                )
            }
        #expect(flaw.message[.japanese] == expected.ja)
        #expect(flaw.message[.english] == expected.en)
    }

    @Test("Printing an address shows nothing of it")
    func description() throws {
        #expect(try !"\(MailAddress("taro@example.jp"))".contains("taro"))
    }

    @Test("A header line holds no control character, and cleaning makes one space of a run of them")
    func headerText() {
        for bad in ["a\r\nBcc: x@y.jp", "a\nb", "a\u{0}b", "a\u{7f}b", "a\u{85}b", "a\u{2028}b", "a\tb"] {
            #expect(HeaderText(bad) == nil)
        }
        #expect(HeaderText("【安否確認】髙橋さん 𠮷野家 🚨")?.text == "【安否確認】髙橋さん 𠮷野家 🚨")
        #expect(HeaderText(cleaning: "a\r\n\u{0}b\tc").text == "a b c")
    }

    @Test("A Message-ID takes only plain characters")
    func messageID() throws {
        let sender = try MailAddress("anpi@example.jp")
        #expect(MessageID(unique: "attempt-12.3_x", of: sender)?.description == "attempt-12.3_x@example.jp")
        for bad in ["", "a b", "a>\r\nX: y", "a@b", ".a", "a.", "a..b", "あ", String(repeating: "a", count: 65)] {
            #expect(MessageID(unique: bad, of: sender) == nil)
        }
    }
}
