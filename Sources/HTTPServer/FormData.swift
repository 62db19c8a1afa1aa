/// The fields of a form, in the order they were sent; a name may stand more than once.
package struct FormData: Sendable {
    /// One field or one uploaded file.
    package struct Field: Sendable {
        /// The field's name.
        package let name: String
        /// What was sent, byte for byte; a Shift_JIS file stays Shift_JIS.
        package internal(set) var bytes: [UInt8]
        /// The name of the file on the sender's side; nil for a field without a file. Never a path to open.
        package let fileName: String?
        /// The kind of content the sender claims; nil if nothing was said.
        package let contentType: String?

        /// A field of these values; one without a file by default.
        package init(name: String, bytes: [UInt8], fileName: String? = nil, contentType: String? = nil) {
            self.name = name
            self.bytes = bytes
            self.fileName = fileName
            self.contentType = contentType
        }

        /// The value as text; broken UTF-8 becomes U+FFFD.
        package var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// Every field in order.
    package let fields: [Field]

    /// A form with these fields.
    package init(fields: [Field]) {
        self.fields = fields
    }

    /// The form in an `application/x-www-form-urlencoded` body.
    package init(urlencoded body: [UInt8]) {
        fields = PercentCoding.pairs(body).map { pair in
            Field(name: pair.name, bytes: Array(pair.value.utf8))
        }
    }

    /// The text of the first field of this name, or nil if there is none.
    package subscript(name: String) -> String? {
        fields.first { $0.name == name }?.text
    }

    /// The texts of all fields of this name, in order.
    package func all(_ name: String) -> [String] {
        fields.filter { $0.name == name }.map(\.text)
    }

    /// The first uploaded file of this name, or nil if none was chosen (browsers then send an empty name).
    package func file(_ name: String) -> Field? {
        fields.first { $0.name == name && $0.fileName?.isEmpty == false }
    }
}
