import Domain
import Tenants
import Testing

@testable import Web

@Suite("What the menus show")
struct MenuTests {
    /// What an organization leaves out, and how much a session opens.
    struct Case: Sendable, CustomTestStringConvertible {
        let hides: Set<MenuEntry>
        /// Nil for a full session, otherwise whether one's own status goes without a code.
        let limitedViewsOwn: Bool?
        var testDescription: String {
            "without \(hides.map(\.rawValue).sorted()) \(limitedViewsOwn.map { "limited \($0)" } ?? "full")"
        }

        static let all = ([[]] + MenuEntry.allCases.map { [$0] } + [Set(MenuEntry.allCases)]).flatMap { hides in
            [nil, true, false].map { Case(hides: hides, limitedViewsOwn: $0) }
        }
    }

    @Test(
        "An entry stands in the menu where the organization shows it and the session opens it; answering, settings and logout always do (R-013, R-014, R-015, R-019, R-073)",
        arguments: Case.all)
    func entries(_ item: Case) {
        let samples = Samples(language: .japanese)
        var visitor = samples.employee
        visitor.hides = item.hides
        visitor.isLimited = item.limitedViewsOwn != nil
        var page = MenuPage(open: [], contacts: samples.contactLines)
        if let views = item.limitedViewsOwn {
            page.opens = MenuPage.Opens(profile: views, edits: false, password: false, isLimited: true)
        }
        let html = page.html(in: samples.frame(visitor))
        let isFull = item.limitedViewsOwn == nil
        func shows(_ entry: MenuEntry) -> Bool { !item.hides.contains(entry) }
        #expect(html.contains(#"href="/news""#) == (isFull && shows(.news)))
        #expect(html.contains(#"href="/disaster""#) == (isFull && shows(.disaster)))
        #expect(html.contains(#"href="/bookmark""#) == shows(.bookmark))
        #expect(html.contains("hanako.yamada") == (shows(.reach) && item.limitedViewsOwn != false))
        #expect(html.contains(#"href="/me/answers""#) && html.contains(#"href="/logout""#))
        #expect(html.contains(#"href="/me/password""#) == isFull)
        #expect(html.contains(#"href="/me/profile""#) == isFull)
        #expect(html.contains(#"href="/me/family""#) == (isFull && shows(.family)))
        page.opens.family = false
        #expect(!page.html(in: samples.frame(visitor)).contains(#"href="/me/family""#))
    }

    @Test("Each entry is a setting of its own, shown unless the organization says otherwise (R-013)")
    func settings() throws {
        #expect(TenantSettings().hiddenMenu.isEmpty)
        let descriptors = SettingDescriptor.catalogue.filter { $0.group == .menu }
        #expect(descriptors.count == MenuEntry.allCases.count)
        for descriptor in descriptors {
            var settings = TenantSettings()
            try descriptor.set("false", in: &settings)
            #expect(settings.hiddenMenu.count == 1)
        }
    }
}
