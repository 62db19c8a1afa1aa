import Domain
import HTTPServer

/// A form whose answer is shown only once says when it was shown itself: coming back a second time, it makes nothing.
extension HiddenField {
    /// When the form is shown.
    static func asked(at now: Instant) -> HiddenField {
        HiddenField(name: FormName.asked, value: "\(now.milliseconds)")
    }
}

extension Visit {
    /// When the form was shown that came; nil if it does not say.
    var asked: Instant? {
        request.formData()[FormName.asked].flatMap { Int64($0) }.map { Instant(milliseconds: $0) }
    }
}
