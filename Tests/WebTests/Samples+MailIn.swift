import Domain

@testable import Web

extension Samples {
    /// Registering an address by a blank mail.
    var mailIn: [Sent] {
        let address = text("hanako@example.ne.jp")
        return [
            page("mail-in-over", RegisterMailPage(place: "/m/x", address: "", state: .over), as: nil),
            page(
                "mail-in-login",
                RegisterMailPage(place: "/m/x", address: address, state: .loginFirst("/login?next=%2Fm%2Fx")), as: nil),
            page(
                "mail-in",
                RegisterMailPage(
                    place: "/m/x", address: address, state: .choose(current: [text("a@b.jp"), address, ""], chosen: 2),
                    isPlanWithoutMail: true, errors: [error("rank")]), as: employee),
        ]
    }
}
