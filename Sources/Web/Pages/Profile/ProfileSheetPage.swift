import Domain

/// `/me/profile` in a session that may look at it and not change it, because no second factor was shown (R-073, R-078):
/// no form that would end in a refusal, and the way to the whole page.
struct ProfileSheetPage: Page {
    /// The page that a full session would get.
    let whole: ProfilePage

    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String { whole.title(reader) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Profile
        let reader = frame.reader
        return """
            \(whole.head(reader))\
            \(message(
                .plain, reader(Words.onlyRead),
                .paragraphs([reader(Words.onlyReadText)]) + widenForm(to: "/me/profile", frame)))\
            \(when: whole.isPlanWithoutMail,
                message(.warn, reader(Words.planWithoutMail), .paragraphs([reader(Words.planWithoutMailText)])))\
            <div class="two"><div class="form">\
            \(sheet(Words.mailHeading, mails(reader), reader))\
            \(when: whole.hasVoice, sheet(Words.phoneHeading, phones(reader), reader))\
            \(sheet(Words.addressHeading, AddressKind.allCases.map { address($0, reader) }, reader))\
            \(sheet(Words.otherHeading, others(reader), reader))</div>
            <aside class="sheet stick" aria-labelledby="sequence-h">\
            <h2 id="sequence-h">\(reader(Catalogue.Contacts.sequenceHeading))</h2>
            \(sequenceRail(whole.sequence, reader))\
            \(noticeBox(whole.warnings, title: Catalogue.Contacts.care, reader))</aside></div>
            \(buttons(linkButton(reader(Catalogue.Failures.toMenu), "/menu")))
            """
    }

    private func sheet(_ heading: LocalizedText, _ list: [Fact], _ reader: Reader) -> HTML {
        """
        <section class="sheet"><h2>\(reader(heading))</h2>\(facts(list, isColumn: true))</section>

        """
    }

    private func mails(_ reader: Reader) -> [Fact] {
        typealias Words = Catalogue.Profile
        let order = whole.values.mailOrder.map { Fact(reader(Words.mailOrder), "\(reader.number($0))") }
        return (whole.hasVoice ? [order].compactMap { $0 } : [])
            + whole.values.mails.enumerated().map { index, mail in
                Fact(
                    reader(Words.mail(index + 1)),
                    text(mail, known: whole.contacts[ProfileField.mail(index + 1)] ?? [], reader))
            }
    }

    private func phones(_ reader: Reader) -> [Fact] {
        typealias Words = Catalogue.Profile
        return whole.values.phones.enumerated().map { index, phone in
            let order = phone.order.map { "　\(reader(Words.order)) \(reader.number($0))" } ?? ""
            return Fact(
                reader(Words.phone(index + 1)),
                """
                \(text(
                    phone.number, known: whole.contacts[ProfileField.phone(index + 1)] ?? [], reader))\
                \(when: !phone.number.isEmpty, "<span class=\"meta\">\(order)</span>")
                """)
        }
    }

    private func address(_ kind: AddressKind, _ reader: Reader) -> Fact {
        let value = whole.values[kind]
        let parts = [reader(value.regionName), value.city, value.street].filter { !$0.isEmpty }
        return Fact(reader(Catalogue.Profile.addressName(kind)), text(parts.joined(separator: " "), reader))
    }

    private func others(_ reader: Reader) -> [Fact] {
        typealias Words = Catalogue.Profile
        let picks = [(Words.location, whole.location), (Words.userCode, whole.userCode)].filter {
            !$0.1.choices.isEmpty
        }
        return [
            Fact(reader(Words.language), whole.values.language == .japanese ? "日本語" : "English"),
            Fact(
                reader(Words.spareMail),
                text(whole.values.spareMail, known: whole.contacts[ProfileField.spareMail] ?? [], reader)),
            Fact(reader(Words.sparePhone), text(whole.values.sparePhone, reader)),
        ]
            + picks.map { label, pick in
                Fact(reader(label), text(pick.choices.first(where: \.isChosen)?.words ?? "", reader))
            }
    }

    /// A value, or that there is none, with what is known of it.
    private func text(_ value: String, known: [ContactFact] = [], _ reader: Reader) -> HTML {
        "\(value.isEmpty ? "—" : value)\(each: known, { $0.html(reader) })"
    }
}
