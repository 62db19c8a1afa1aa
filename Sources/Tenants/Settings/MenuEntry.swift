/// A part of the menu that an organization may leave out. Answering, one's own settings and logging out are
/// always there.
package enum MenuEntry: String, Hashable, Sendable, CaseIterable {
    /// お知らせ.
    case news
    /// 災害情報.
    case disaster
    /// ログイン画面ブックマーク.
    case bookmark
    /// The own contacts, in the order in which they are tried.
    case reach
    /// 家族情報メンテナンス.
    case family
}

extension TenantSettings {
    /// What the organization leaves out.
    package var hiddenMenu: Set<MenuEntry> {
        Set(
            MenuEntry.allCases.filter { entry in
                switch entry {
                case .news: !showsNews
                case .disaster: !showsDisaster
                case .bookmark: !showsBookmark
                case .reach: !showsReach
                case .family: !showsFamily
                }
            })
    }
}
