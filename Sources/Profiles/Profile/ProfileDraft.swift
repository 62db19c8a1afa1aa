import Domain

/// What somebody typed into the profile form, field by field, before anything was checked.
package struct ProfileDraft: Hashable, Sendable {
    /// One address as typed.
    package struct Address: Hashable, Sendable {
        /// What the lookup set: `17`, `17-390` or `17-390-1720400` (prefecture, region, municipality); empty for none.
        package var place = ""
        /// 市区町村.
        package var city = ""
        /// 番地・マンション名.
        package var street = ""

        /// An empty address.
        package init(place: String = "", city: String = "", street: String = "") {
            self.place = place
            self.city = city
            self.street = street
        }
    }

    /// `ja` or `en`.
    package var language = "ja"
    /// Always three, empty for none.
    package var mails = ["", "", ""]
    /// Contact order of the mail group, `1` to `4`, or empty.
    package var mailOrder = ""
    /// Always three, empty for none.
    package var phones = ["", "", ""]
    /// Contact order of each telephone, `1` to `4`, or empty.
    package var phoneOrders = ["", "", ""]
    /// Never used for sending.
    package var spareMail = ""
    /// Never used for sending.
    package var sparePhone = ""
    /// The code of the ロケーション; empty for none, nil to leave it as it is.
    package var location: String?
    /// The ユーザ設定コード; empty for none, nil to leave it as it is.
    package var userCode: String?
    /// Work, home and second home.
    package var addresses: [AddressKind: Address] = [:]

    /// An empty form.
    package init() {}

    /// One address; an empty one counts as none.
    package subscript(kind: AddressKind) -> Address {
        get { addresses[kind] ?? Address() }
        set { addresses[kind] = newValue == Address() ? nil : newValue }
    }
}
