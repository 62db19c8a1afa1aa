import Testing

@testable import Web

@Suite("The order in which rows are chosen")
struct SelectionOrderTests {
    private static let shown = ["1", "2", "3", "4"]

    @Test("The row chosen last is not the last row (R-063)")
    func order() {
        var order = SelectionOrder()
        for ticks in [["1"], ["1", "4"], ["1", "2", "4"]] { order.take(ticked: ticks, ofShown: Self.shown) }
        #expect(order.chosen == ["1", "4", "2"])
        order.take(ticked: ["1", "4"], ofShown: Self.shown)
        #expect(order.chosen.last == "4", "what is not ticked any more is not chosen")
    }

    @Test("Rows on other pages stay chosen, and several at once count as they stand")
    func pages() {
        var order = SelectionOrder(["9"])
        order.take(ticked: ["3", "1"], ofShown: Self.shown)
        #expect(order.chosen == ["9", "1", "3"])
        order.take(ticked: [], ofShown: ["9"])
        #expect(order.chosen == ["1", "3"])
        #expect(SelectionOrder(text: order.text) == order)
    }

    @Test("All that is found is chosen but what was left out; a row that is ticked again comes last (R-063)")
    func all() {
        let found = (1...9).map(String.init)
        var order = SelectionOrder.all
        #expect(order.picked(of: found) == found && order.holds("7"))
        order.take(ticked: ["1", "2", "4"], ofShown: Self.shown)
        #expect(order.picked(of: found) == ["1", "2", "4", "5", "6", "7", "8", "9"] && !order.holds("3"))
        order.take(ticked: ["1", "3", "4"], ofShown: Self.shown)
        #expect(order.picked(of: found) == ["1", "4", "5", "6", "7", "8", "9", "3"])
        #expect(SelectionOrder(text: order.text) == order)
        // A browser with script writes a tick behind the others by itself.
        var typed = SelectionOrder(text: "* -2 2")
        typed.take(ticked: Self.shown, ofShown: Self.shown)
        #expect(typed.picked(of: found).last == "2" && typed.left.isEmpty)
        #expect(order.picked(of: ["3", "5"]) == ["5", "3"], "what is found no longer is not chosen")
    }

    @Test("What was tampered with names each row once, and never too many")
    func hostile() {
        #expect(SelectionOrder(text: " 1  1 2 ").chosen == ["1", "2"])
        #expect(SelectionOrder((0...2_000).map(String.init)).chosen.count == SelectionOrder.most)
        let many = "* " + (0...2_000).map { "-\($0)" }.joined(separator: " ")
        #expect(SelectionOrder(text: many) == SelectionOrder(), "whoever was left out is never taken in again")
        var order = SelectionOrder()
        order.take(ticked: ["7"], ofShown: Self.shown)
        #expect(order.chosen.isEmpty, "a tick that was never shown")
    }
}
