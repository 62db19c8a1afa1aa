import Database

/// How much a session may do.
package enum SessionMode: String, Sendable, CaseIterable, DatabaseConvertible {
    /// すべての機能: everything that the person's role allows.
    case full
    /// 限定: what the organization allows without a second factor.
    case limited
}

/// What a person logs in with; it matters for what a limited session may do.
package enum DeviceKind: String, Sendable, CaseIterable, DatabaseConvertible {
    /// A computer.
    case pc
    /// A phone.
    case phone
}

/// What stood in for "who is it" at a login.
package enum OpenedBy: String, Sendable, CaseIterable, DatabaseConvertible {
    /// The password.
    case password
    /// Another provider's word.
    case openID
}

/// What a new session is, beside whose.
package struct SessionOpening: Sendable, Hashable {
    /// How much it may do.
    package let mode: SessionMode
    /// What the person logs in with.
    package let device: DeviceKind
    /// What came before the factor.
    package let openedBy: OpenedBy
    /// The factor that was shown, such as `app` or `backup`; empty for none.
    package let factor: String
    /// The browser and system, for the list of one's own sessions.
    package let label: String

    /// The same in a session that may do only what needs no second factor.
    var limited: SessionOpening {
        SessionOpening(mode: .limited, device: device, openedBy: openedBy, factor: factor, label: label)
    }

    /// A new session's properties.
    package init(
        mode: SessionMode = .full, device: DeviceKind = .pc, openedBy: OpenedBy = .password, factor: String = "",
        label: String = ""
    ) {
        self.mode = mode
        self.device = device
        self.openedBy = openedBy
        self.factor = factor
        self.label = label
    }
}
