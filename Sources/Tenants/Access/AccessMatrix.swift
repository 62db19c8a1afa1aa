/// Who may do what with which login (R-075, mapped as R-078), as data: it decides, is shown, and can be exported.
package enum AccessMatrix {
    /// A row: what somebody wants to do.
    package enum Function: String, Sendable, CaseIterable {
        /// Answering one's own safety checks (打刻).
        case answerOwn
        /// One's own status and profile (明細閲覧).
        case viewOwnProfile
        /// One's own contacts and addresses (届出).
        case editOwnProfile
        /// One's own password and further proofs (パスワード変更).
        case manageOwnLogin
        /// Other people, results, broadcasts, settings (他のメニュー).
        case everythingElse

        /// What it needs.
        package var capabilities: Set<Capability> {
            switch self {
            case .answerOwn: [.answerOwn]
            case .viewOwnProfile: [.viewOwnProfile]
            case .editOwnProfile: [.editOwnProfile]
            case .manageOwnLogin: [.manageOwnLogin, .manageOwnFactors]
            case .everythingElse:
                Set(Capability.allCases).subtracting([
                    .answerOwn, .viewOwnProfile, .editOwnProfile, .manageOwnLogin, .manageOwnFactors,
                ]).subtracting(.family)
            }
        }
    }

    /// A column: on what, and with or without a second factor.
    package enum Column: String, Sendable, CaseIterable {
        /// A computer, without.
        case pcLimited
        /// A computer, with.
        case pcFull
        /// A phone, without.
        case phoneLimited
        /// A phone, with.
        case phoneFull
    }

    /// A cell.
    package enum Access: String, Sendable, CaseIterable {
        /// ○.
        case yes
        /// ×.
        case no
        /// As the organization's policy says.
        case byPolicy
    }

    /// The cell of a function in a column.
    package static func access(_ function: Function, _ column: Column) -> Access {
        switch (function, column) {
        case (_, .pcFull), (_, .phoneFull): .yes
        case (.answerOwn, _), (.viewOwnProfile, _), (.editOwnProfile, .pcLimited): .byPolicy
        case (.editOwnProfile, .phoneLimited), (.manageOwnLogin, _), (.everythingElse, _): .no
        }
    }

    /// Whether a function is open in a column under an organization's exemptions.
    package static func isOpen(_ function: Function, _ column: Column, _ exemption: Exemption) -> Bool {
        switch access(function, column) {
        case .yes: true
        case .no: false
        case .byPolicy:
            switch function {
            case .answerOwn: exemption.answering != .none
            case .viewOwnProfile: exemption.viewsOwn
            case .editOwnProfile: exemption.answering == .answerAndEdit
            case .manageOwnLogin, .everythingElse: false
            }
        }
    }

    /// What a session in this column may do at most, whatever the role.
    package static func limited(_ column: Column, _ exemption: Exemption) -> Set<Capability> {
        Function.allCases.filter { isOpen($0, column, exemption) }.reduce(into: []) { $0.formUnion($1.capabilities) }
    }
}
