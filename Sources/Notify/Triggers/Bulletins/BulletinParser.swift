/// Reads JMA's disaster information XML (気象庁防災情報XML).
package struct BulletinParser: Sendable {
    private let limits: XMLLimits

    /// A parser that refuses documents of more bytes than this; the largest bulletin so far has 432,000.
    package init(maximumBytes: Int = 2_000_000) {
        limits = XMLLimits(bytes: maximumBytes)
    }

    /// What these bytes say. Never fails: every input is a bulletin, another bulletin, or refused for a reason.
    package func parse(_ bytes: [UInt8]) -> ParsedBulletin {
        do throws(XMLRefusal) {
            let listener = try readXML(bytes, limits: limits, BulletinListener())
            guard let bulletin = listener as? BulletinListener else { return .refused(.document(.tooComplex)) }
            return try bulletin.result()
        } catch {
            return .refused(.document(error))
        }
    }
}

extension BulletinListener {
    fileprivate func result() throws(XMLRefusal) -> ParsedBulletin {
        guard root == "Report", rootNamespace.hasPrefix("http://xml.kishou.go.jp/jmaxml1/") else {
            throw .unexpectedRoot(root.beginning(60))
        }
        do throws(BulletinRefusal) {
            guard let title = values["Report/Control/Title"] else { throw .missing("Control/Title") }
            guard
                let type = BulletinType(title: title) ?? values["Report/Head/InfoKind"].flatMap({ .init(infoKind: $0) })
            else { return .notATrigger(title: title.beginning(100)) }
            if let path = repeated { throw .repeated(path) }
            return .bulletin(try bulletin(type))
        } catch {
            return .refused(error)
        }
    }

    private func bulletin(_ type: BulletinType) throws(BulletinRefusal) -> Bulletin {
        let status: BulletinStatus = try required("Control/Status") { BulletinStatus(rawValue: $0) }
        let action: BulletinAction = try required("Head/InfoType") { BulletinAction(rawValue: $0) }
        let reportedAt = try required("Head/ReportDateTime") { XMLTime.read($0) }
        let events = try required("Head/EventID") { text -> [EventID]? in
            let events = text.split(whereSeparator: \.isWhitespace).map { EventID($0) }
            return events.isEmpty || events.contains(nil) ? nil : events.compactMap { $0 }
        }
        if !areas.isEmpty || !unread.isEmpty {
            let kind = areaCodeKind ?? ""
            guard kind == "地震情報／細分区域" else { throw .otherCodes(kind.beginning(60)) }
        }
        let target = type == .rapidIntensity && action != .cancelled ? values["Report/Head/TargetDateTime"] : nil
        return Bulletin(
            type: type, events: events, status: status, action: action, reportedAt: reportedAt,
            serial: values["Report/Head/Serial"].flatMap { Int($0) },
            headline: (values["Report/Head/Headline/Text"] ?? "").beginning(1_000),
            occurredAt: (values["Report/Body/Earthquake/OriginTime"] ?? target).flatMap { XMLTime.read($0) },
            hypocentre: values["Report/Body/Earthquake/Hypocenter/Area/Name"].map { $0.beginning(100) },
            magnitude: magnitude.map { $0.beginning(100) },
            maximum: values["Report/Body/Intensity/Observation/MaxInt"].flatMap { Intensity(rawValue: $0) },
            shaking: areas, unread: Array(unread.prefix(20)))
    }

    private func required<Value>(
        _ path: String, _ read: (String) -> Value?
    ) throws(BulletinRefusal) -> Value {
        guard let text = values["Report/" + path], !text.isEmpty else { throw .missing(path) }
        guard let value = read(text) else { throw .unreadable(path) }
        return value
    }
}
