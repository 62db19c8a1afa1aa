import Testing

@testable import Web

@Suite("The order in which rows are chosen")
struct SelectionOrderTests {
    private static let shown = ["1", "2", "3", "4"]

    @Test("The row chosen last is not the last row (R-063)")
    func order() {
        var order = SelectionOrder()
        for ticks in [["1"], ["1", "4"], ["1", "2", "4"]] { order.take(ticked: ticks, ofShown: Self.shown) }
        #expect(order.chosen == ["1", "4", "2"] && order.last == "2")
        order.take(ticked: ["1", "4"], ofShown: Self.shown)
        #expect(order.last == "4", "what is not ticked any more is not chosen")
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

    @Test("What was tampered with names each row once, and never too many")
    func hostile() {
        #expect(SelectionOrder(text: " 1  1 2 ").chosen == ["1", "2"])
        #expect(SelectionOrder((0...2_000).map(String.init)).chosen.count == SelectionOrder.most)
        var order = SelectionOrder()
        order.take(ticked: ["7"], ofShown: Self.shown)
        #expect(order.chosen.isEmpty, "a tick that was never shown")
    }
}
