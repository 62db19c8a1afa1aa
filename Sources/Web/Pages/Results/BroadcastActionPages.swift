import Domain

/// `/b/{b}/close` by GET: says what closing means, then POSTs to the same address.
struct CloseBroadcastPage: Page {
    /// The broadcast's identifier.
    let id: String
    /// The subject.
    let subject: String
    /// What it is for.
    let kind: BroadcastKind
    /// People who have not answered yet.
    let waiting: Int
    /// Attempts that would be called off.
    let openAttempts: Int

    var tab: Tab? { .administration }
    var isDrill: Bool { kind == .drill }

    func title(_ reader: Reader) -> String { reader(Catalogue.Results.closeTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Results
        let reader = frame.reader
        let list = facts([
            Fact(reader(Catalogue.Broadcasts.subject), HTML(escaping: subject)),
            Fact(reader(Words.notAnswered), "\(reader.people(waiting))"),
            Fact(reader(Words.attemptsLeft), "\(reader(Words.attempts(reader.number(openAttempts))))"),
        ])
        let content: HTML = """
            \(list)<p class="hint">\(reader(Words.closeLate))</p>\
            \(buttons(
                button(reader(Words.closeSubmit), .grave), quietLink(reader(Words.closeLeave), "/b/\(id)")))
            """
        return """
            \(heading(reader(Words.closeHeading), HTML(escaping: reader(Words.closeLead))))\
            \(frame.form("/b/\(id)/close", class: "sheet", content))
            """
    }
}

/// `/b/{b}/stop` by GET: says what stopping means, then POSTs to the same address.
struct StopBroadcastPage: Page {
    /// The broadcast's identifier.
    let id: String
    /// The subject.
    let subject: String
    /// What it is for.
    let kind: BroadcastKind
    /// People whom a message has reached the other side for.
    let handedOn: Int
    /// Attempts that would be called off.
    let openAttempts: Int

    var tab: Tab? { .administration }
    var isDrill: Bool { kind == .drill }

    func title(_ reader: Reader) -> String { reader(Catalogue.Results.stopTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Results
        let reader = frame.reader
        let list = facts([
            Fact(reader(Catalogue.Broadcasts.subject), HTML(escaping: subject)),
            Fact(reader(Words.alreadyThere), "\(reader.people(handedOn))"),
            Fact(reader(Words.attemptsLeft), "\(reader(Words.attempts(reader.number(openAttempts))))"),
        ])
        let press = buttons(button(reader(Words.stop), .grave), quietLink(reader(Words.stopLeave), "/b/\(id)"))
        return """
            \(heading(reader(Words.stopHeading), HTML(escaping: reader(Words.stopLead))))\
            \(frame.form("/b/\(id)/stop", class: "sheet", list + press))
            """
    }
}

/// `/b/{b}/resend` by GET: says whom it reaches again, then POSTs to the same address.
struct ResendPage: Page {
    /// The broadcast's identifier.
    let id: String
    /// The subject.
    let subject: String
    /// What it is for.
    let kind: BroadcastKind
    /// People who have not answered and can be asked.
    let people: Int
    /// People who have not answered and can't be asked.
    let unreachable: Int
    /// What each channel will do.
    let channels: [ChannelForecast]
    /// Attempts of the first sending that are still to come.
    let openAttempts: Int

    var tab: Tab? { .administration }
    var isDrill: Bool { kind == .drill }

    func title(_ reader: Reader) -> String { reader(Catalogue.Results.resendTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Results
        let reader = frame.reader
        var list = [
            Fact(reader(Catalogue.Broadcasts.subject), HTML(escaping: subject)),
            Fact(reader(Words.resendTo), "<b>\(reader.people(people))</b>"),
        ]
        list += channels.map {
            Fact(reader($0.channel.words), "\(reader(Words.atMost($0.channel.count($0.most, reader))))")
        }
        if unreachable > 0 {
            list.append(Fact(reader(Catalogue.Preflight.cannotBeAsked), "\(reader.people(unreachable))"))
        }
        let open = Words.stillSending(reader.number(openAttempts))
        let content: HTML = """
            \(facts(list))\
            \(when: openAttempts > 0, message(.warn, reader(open), .paragraphs([reader(Words.stillSendingText)])))\
            \(buttons(
                button(reader(Words.resendSubmit)), quietLink(reader(Catalogue.Preflight.leave), "/b/\(id)")))
            """
        return """
            \(heading(reader(Words.resendHeading), HTML(escaping: reader(Words.resendLead))))\
            \(frame.form("/b/\(id)/resend", class: "sheet", content))
            """
    }
}
