/// The number of a row of one kind. Identifiers of different kinds cannot be mixed up.
///
/// Identifiers are positive and grow with time, so rows that were written together lie together; they are not secret
/// and never serve as proof of anything.
package struct Identifier<Kind>: Hashable, Comparable, Sendable, RawRepresentable, CustomStringConvertible {
    /// The number, as it is stored.
    package let rawValue: Int64

    /// The identifier with this stored number.
    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// The identifier that a person or a program wrote in decimal digits, or nil if it is not one.
    package init?(_ text: some StringProtocol) {
        guard let number = Int64(text), number > 0 else { return nil }
        rawValue = number
    }

    /// Decimal digits. JSON carries identifiers as strings, because JavaScript rounds numbers of this size.
    package var description: String { String(rawValue) }

    /// The standard library's way for types with raw values asks for their kind at run time, at each look into a dictionary.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(rawValue)
    }

    /// Whether both are the same number.
    package static func == (left: Self, right: Self) -> Bool {
        left.rawValue == right.rawValue
    }

    /// Identifiers made earlier come first.
    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Marks the identifiers of offices.
package enum OfficeKind {}
/// Marks the identifiers of organizations.
package enum TenantKind {}
/// Marks the identifiers of departments.
package enum DepartmentKind {}
/// Marks the identifiers of people.
package enum PersonKind {}

/// Office (社労士事務所): administers many organizations.
package typealias OfficeID = Identifier<OfficeKind>
/// Organization (団体, 事業所): the tenant whose rows nobody else sees.
package typealias TenantID = Identifier<TenantKind>
/// Department (所属, 部門) of one organization.
package typealias DepartmentID = Identifier<DepartmentKind>
/// Person: an employee of one organization.
package typealias PersonID = Identifier<PersonKind>
