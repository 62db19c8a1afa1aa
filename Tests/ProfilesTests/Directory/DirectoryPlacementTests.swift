import Testing

@testable import Profiles

@Suite("Contacts of the directory in a profile")
struct DirectoryPlacementTests {
    private func contact(_ value: String, primary: Bool? = nil, type: String? = nil, slot: Int? = nil)
        -> DirectoryContact
    {
        DirectoryContact(sent: value, value: value, type: type, isPrimary: primary, slot: slot)
    }

    @Test("Free places are filled, what is preferred first")
    func fills() {
        let placed = DirectoryPlacement.place(
            [contact("b"), contact("a", primary: true)], before: [], slots: ["", "own", ""])
        #expect(placed.slots == ["a", "own", "b"])
        #expect(placed.contacts.map(\.slot) == [3, 1])
    }

    @Test("What the directory gave and gives no more makes place; what people entered stays")
    func replaces() {
        let placed = DirectoryPlacement.place(
            [contact("new")], before: [contact("old", slot: 2)], slots: ["own", "old", ""])
        #expect(placed.slots == ["own", "new", ""])
        // Somebody has typed another one over it.
        let typed = DirectoryPlacement.place(
            [contact("new")], before: [contact("old", slot: 2)], slots: ["own", "mine", "third"])
        #expect(typed.slots == ["own", "mine", "third"])
        #expect(typed.contacts[0].slot == nil)
    }

    @Test("Whoever took the directory's contact out of the profile does not get it back")
    func respects() {
        let placed = DirectoryPlacement.place([contact("a")], before: [contact("a", slot: 1)], slots: ["", "", ""])
        #expect(placed.slots == ["", "", ""])
    }

    @Test("What is there already is not put in twice, and machines are never put in")
    func once() {
        let placed = DirectoryPlacement.place(
            [contact("own"), contact("0300001111", type: "Fax")], before: [], slots: ["", "own", ""])
        #expect(placed.slots == ["", "own", ""])
        #expect(placed.contacts.map(\.slot) == [2, nil])
    }

    @Test("New contacts get the first free order; those that were there keep theirs")
    func orders() {
        let some = DirectoryPlacement.orders(
            mail: nil, hasMail: true, phones: [(true, ContactOrder(rawValue: 1)), (true, nil), (false, nil)])
        #expect(some.mail?.rawValue == 2)
        #expect(some.phones.map { $0?.rawValue } == [1, 3, nil])
    }
}
