package import Domain

/// JMA's list of the newest bulletins, an Atom feed.
package struct AtomFeed: Hashable, Sendable {
    /// One bulletin in the list.
    package struct Entry: Hashable, Sendable {
        /// Names this entry for ever; a URN or an address.
        package let id: String
        /// The title of the bulletin's control part, such as 震度速報.
        package let title: String
        /// When the bulletin was issued.
        package let updated: Instant
        /// Where the bulletin is. Not to be trusted: whoever follows it checks scheme and host first.
        package let link: String

        /// The kind of an earthquake bulletin; nil for everything that need not be fetched.
        package var type: BulletinType? { BulletinType(title: title) }
    }

    /// When the list last changed, as the feed says.
    package let updated: Instant?
    /// The entries that have an identifier, a time and a link, in the feed's order, newest first.
    package let entries: [Entry]

    /// The feed in these bytes; longer ones than `maximumBytes` are refused.
    ///
    /// - Throws: `XMLRefusal`.
    package init(_ bytes: [UInt8], maximumBytes: Int = 5_000_000) throws(XMLRefusal) {
        let listener = try readXML(bytes, limits: XMLLimits(bytes: maximumBytes), AtomListener())
        guard let feed = listener as? AtomListener else { throw .tooComplex }
        guard feed.root == "feed", feed.rootNamespace == "http://www.w3.org/2005/Atom" else {
            throw .unexpectedRoot(feed.root.beginning(60))
        }
        updated = feed.updated
        entries = feed.entries
    }
}

private struct AtomListener: XMLListener {
    private(set) var root = ""
    private(set) var rootNamespace = ""
    private(set) var updated: Instant?
    private(set) var entries: [AtomFeed.Entry] = []
    private var parts: [String: String] = [:]

    mutating func begin(_ path: String, namespace: String, attributes: [String: String]) {
        if root.isEmpty {
            root = path
            rootNamespace = namespace
        }
        switch path {
        case "feed/entry": parts = [:]
        case "feed/entry/link" where parts["link"] == nil && attributes["rel"] ?? "alternate" == "alternate":
            parts["link"] = attributes["href"]?.trimmed
        default: break
        }
    }

    mutating func end(_ path: String, text: String) {
        switch path {
        case "feed/updated": updated = XMLTime.read(text.trimmed)
        case "feed/entry/id": parts["id"] = text.trimmed
        case "feed/entry/title": parts["title"] = text.trimmed
        case "feed/entry/updated": parts["updated"] = text.trimmed
        case "feed/entry":
            guard let id = parts["id"], !id.isEmpty, let link = parts["link"], !link.isEmpty,
                let updated = parts["updated"].flatMap({ XMLTime.read($0) })
            else { return }
            entries.append(AtomFeed.Entry(id: id, title: parts["title"] ?? "", updated: updated, link: link))
        default: break
        }
    }
}
