import CLibXML2

/// What follows the elements of a document while it is read.
protocol XMLListener {
    /// An element begins. The path holds the local names from the root, joined by `/`; the namespace is the element's.
    mutating func begin(_ path: String, namespace: String, attributes: [String: String])

    /// An element ends. The text is its own, untrimmed, as far as it stands behind its last child element.
    mutating func end(_ path: String, text: String)
}

/// How much a document may ask of this program. Every limit is several times what JMA has ever sent.
struct XMLLimits: Sendable {
    /// The size of the whole document.
    var bytes = 2_000_000
    /// Elements inside of elements.
    var depth = 32
    /// The names of an element and of those around it, together: every element costs a time that grows with them.
    var pathBytes = 1_024
    /// Elements in all.
    var elements = 150_000
    /// Attributes of one element, and namespaces declared on one.
    var attributes = 32
    /// How far the parser may look ahead for the end of one tag or comment.
    var tagBytes = 16_384
}

/// Reads a document by libxml2's push parser: events only, no tree; no network, no document type, no entities except
/// XML's own five. UTF-8 only, which is what JMA sends.
///
/// - Throws: `XMLRefusal`; the listener may have heard of some elements by then and must be forgotten.
func readXML(_ bytes: [UInt8], limits: XMLLimits, _ listener: any XMLListener) throws(XMLRefusal) -> any XMLListener {
    guard bytes.count <= limits.bytes else { throw .tooLarge(bytes: bytes.count) }
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed(line: 1) }
    let session = SAXSession(listener, limits)
    let refusal = withExtendedLifetime(session) { session.run(bytes) }
    if let refusal { throw refusal }
    return session.listener
}

/// The calls that libxml2 cannot make into a listener by itself. Lives for one document, on one thread.
private final class SAXSession {
    var listener: any XMLListener
    private let limits: XMLLimits
    private var context: xmlParserCtxtPtr?
    private var refusal: XMLRefusal?
    private var path = ""
    private var lengths: [Int] = []
    private var elements = 0
    private var text: [UInt8] = []

    init(_ listener: any XMLListener, _ limits: XMLLimits) {
        self.listener = listener
        self.limits = limits
    }

    func run(_ bytes: [UInt8]) -> XMLRefusal? {
        xmlInitParser()
        var handler = handler()
        guard let context = xmlCreatePushParserCtxt(&handler, Unmanaged.passUnretained(self).toOpaque(), nil, 0, nil)
        else { return .tooComplex }
        self.context = context
        defer {
            if let document = context.pointee.myDoc { xmlFreeDoc(document) }
            xmlFreeParserCtxt(context)
            self.context = nil
        }
        let options = [XML_PARSE_NONET, XML_PARSE_NOERROR, XML_PARSE_NOWARNING, XML_PARSE_IGNORE_ENC]
        xmlCtxtUseOptions(context, Int32(bitPattern: options.reduce(0) { $0 | $1.rawValue }))
        push(bytes, into: context)
        if let refusal { return refusal }
        guard context.pointee.wellFormed == 1, lengths.isEmpty, elements > 0 else {
            return .malformed(line: Int(xmlSAX2GetLineNumber(context)))
        }
        return nil
    }

    /// Small chunks, so that a tag which never ends is noticed before it is parsed: checking the attributes of one tag
    /// against each other takes libxml2 a time that grows with their square.
    private func push(_ bytes: [UInt8], into context: xmlParserCtxtPtr) {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.bindMemory(to: CChar.self).baseAddress else { return }
            var position = 0
            while position < buffer.count, refusal == nil, context.pointee.wellFormed == 1 {
                let count = min(4_096, buffer.count - position)
                xmlParseChunk(context, start + position, Int32(count), 0)
                position += count
                if let input = context.pointee.input?.pointee, input.end - input.cur > limits.tagBytes {
                    stop(.tooComplex)
                }
            }
            if refusal == nil, context.pointee.wellFormed == 1 { xmlParseChunk(context, nil, 0, 1) }
        }
    }

    private func stop(_ reason: XMLRefusal) {
        if refusal == nil { refusal = reason }
        if let context { xmlStopParser(context) }
    }

    private func handler() -> xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.startElementNs = { session, name, _, uri, namespaces, _, count, _, attributes in
            SAXSession.of(session)?.begin(name, uri, Int(namespaces), Int(count), attributes)
        }
        handler.endElementNs = { session, _, _, _ in SAXSession.of(session)?.end() }
        handler.characters = { session, characters, count in
            SAXSession.of(session)?.append(characters, Int(count))
        }
        // Called at <!DOCTYPE, before anything inside it is read.
        handler.internalSubset = { session, _, _, _ in SAXSession.of(session)?.stop(.documentType) }
        handler.externalSubset = { session, _, _, _ in SAXSession.of(session)?.stop(.documentType) }
        handler.entityDecl = { session, _, _, _, _, _ in SAXSession.of(session)?.stop(.documentType) }
        return handler
    }

    private static func of(_ pointer: UnsafeMutableRawPointer?) -> SAXSession? {
        // The session outlives the parser, which `readXML` sees to.
        pointer.map { Unmanaged<SAXSession>.fromOpaque($0).takeUnretainedValue() }
    }

    private func begin(
        _ name: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?, _ namespaces: Int, _ count: Int,
        _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        guard refusal == nil, let name = name.map({ String(cString: $0) }) else { return }
        elements += 1
        guard elements <= limits.elements, lengths.count < limits.depth, namespaces <= limits.attributes,
            count <= limits.attributes, path.utf8.count + name.utf8.count < limits.pathBytes
        else { return stop(.tooComplex) }
        lengths.append(path.utf8.count)
        if !path.isEmpty { path += "/" }
        path += name
        text.removeAll(keepingCapacity: true)
        var values: [String: String] = [:]
        if let attributes {
            for index in 0..<count {
                // Five pointers each: local name, prefix, namespace, beginning and end of the value.
                let entry = attributes + index * 5
                guard let name = entry[0], let start = entry[3], let end = entry[4] else { continue }
                let value = UnsafeBufferPointer(start: start, count: end - start)
                values[String(cString: name)] = String(decoding: value, as: UTF8.self)
            }
        }
        listener.begin(path, namespace: uri.map { String(cString: $0) } ?? "", attributes: values)
    }

    private func append(_ characters: UnsafePointer<xmlChar>?, _ count: Int) {
        guard refusal == nil, let characters else { return }
        text.append(contentsOf: UnsafeBufferPointer(start: characters, count: count))
    }

    private func end() {
        guard refusal == nil, let length = lengths.popLast() else { return }
        listener.end(path, text: String(decoding: text, as: UTF8.self))
        text.removeAll(keepingCapacity: true)
        path = String(path.utf8.prefix(length)) ?? ""
    }
}
