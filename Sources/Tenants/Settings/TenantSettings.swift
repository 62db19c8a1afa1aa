package import Domain

/// The settings of one organization. A new organization has these defaults; only what differs is stored. Ranges,
/// labels and recommendations stand in the catalogue of `SettingDescriptor`.
package struct TenantSettings: Hashable, Sendable {
    /// Extra attempts by telephone after the first.
    package var voiceRetries = 1
    /// Extra attempts by mail after the first.
    package var mailRetries = 0
    /// Between two attempts by telephone.
    package var voiceRetryInterval = Duration.seconds(3 * 60)
    /// Between two rounds of mails.
    package var mailRetryInterval = Duration.seconds(10 * 60)
    /// Between two slots of the contact order.
    package var slotInterval = Duration.seconds(5 * 60)
    /// After this time the whole sequence ends.
    package var giveUpTime = Duration.seconds(24 * 60 * 60)
    /// Whether an answer stops the remaining attempts.
    package var stopsAfterAnswer = true

    /// The statuses that people can answer with, best first.
    package var answerChoices = AnswerChoice.standard
    /// Whether safety checks also ask 出社可否.
    package var asksAttendance = true
    /// Whether people can add a comment to their answer.
    package var allowsComment = true

    /// From this many people on, the sender types the number before a broadcast goes out.
    package var confirmCountThreshold = 100
    /// The sender's name in mails; empty for the system title.
    package var senderName = ""

    /// How precisely addresses are given.
    package var regionRule = RegionRule.regionOptional
    /// Whether people may change their own location.
    package var usersMayChangeLocation = true
    /// Whether people may change their own ユーザ設定コード.
    package var usersMayChangeUserCode = false
    /// Whether administrators may see contacts whole, for a reason and a short while.
    package var administratorsSeeContacts = true
    /// After so many days a confirmed mail address is asked again whether mail arrives; 0 for never.
    package var contactReviewDays = 0
    /// How many days the data of people who have left are kept; 0 until somebody removes them.
    package var leaverDays = 90
    /// How many family users an employee may have.
    package var familyLimit = 6
    /// Whether employees may be linked as family with employees of other organizations that allow it, too.
    package var familyLinksAcross = false
    /// Whether family users need a password to log in.
    package var familyPasswordRequired = true

    /// The language of people who have not chosen one.
    package var defaultLanguage = Language.japanese
    /// The IANA name of the zone in which times are shown and typed.
    package var timeZone = "Asia/Tokyo"

    /// The fewest characters of a password.
    package var passwordMinimum = 8
    /// The most characters of a password.
    package var passwordMaximum = 32
    /// Whether passwords may contain all of Unicode, not only printable ASCII.
    package var passwordsAllowUnicode = false
    /// Whether passwords with the gauge at 弱 are refused.
    package var weakPasswordsForbidden = false
    /// Without a request for this long a session ends.
    package var idleLogout = Duration.seconds(30 * 60)
    /// A session never lives longer than this.
    package var sessionLifetime = Duration.seconds(12 * 60 * 60)
    /// How many days a first password lasts.
    package var temporaryPasswordDays = 7

    /// Whether a code by mail may be the second factor.
    package var mailFactorAllowed = true
    /// How long a code by mail is good for.
    package var mailCodeLife = Duration.seconds(60 * 60)
    /// Whether a code by telephone may be the second factor.
    package var phoneFactorAllowed = true
    /// Whether people may log in by an account elsewhere.
    package var openIDEnabled = false

    /// Whom to ask for help; empty for nobody.
    package var helpDesk = ""
    /// Where the organization's own manual is; empty for none.
    package var manualURL = ""
    /// Where the terms of use are; empty for none.
    package var termsURL = ""

    /// Whether the menu has お知らせ.
    package var showsNews = true
    /// Whether the menu has 災害情報.
    package var showsDisaster = true
    /// Whether the menu leads to the bookmark of the login page.
    package var showsBookmark = true
    /// Whether the personal menu shows one's own contacts.
    package var showsReach = true
    /// Whether the personal menu leads to one's family users.
    package var showsFamily = true

    /// How long a first password lasts.
    package var temporaryPasswordLife: Duration { .seconds(temporaryPasswordDays * 86_400) }

    /// The defaults.
    package init() {}

    /// Rules between settings; each alone is checked by its descriptor.
    ///
    /// - Throws: `InvalidInput` that names the setting to change.
    func check() throws(InvalidInput) {
        guard passwordMinimum <= passwordMaximum else {
            throw InputField("passwordMinimum", ja: "パスワードの最小文字数", en: "Shortest password").refusal(
                "order", ja: "は最大文字数（\(passwordMaximum)）以下にしてください。",
                en: "% must not exceed the longest password (\(passwordMaximum)).")
        }
        guard idleLogout <= sessionLifetime else {
            throw InputField("idleLogout", ja: "自動ログアウト", en: "Automatic logout").refusal(
                "order", ja: "はログインの有効時間以下にしてください。", en: "% must not exceed the longest session.")
        }
    }
}
