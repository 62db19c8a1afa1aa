import Domain

/// What was just done and what happens next; stands first on the page after a change (R-050, R-145).
enum Banner: Hashable, Sendable {
    /// Something was registered.
    case registered(Registered)
    /// Policies of this many clients were.
    case policiesRegistered(clients: Int)
    /// The own password was changed; other sessions of the person are over.
    case passwordChanged
    /// A broadcast was handed to the engine for this many people.
    case sendingStarted(people: Int)
    /// A broadcast goes out again to those who have not answered.
    case resent(people: Int)
    /// A broadcast that is over, or has not begun, can't go out again.
    case notResent
    /// The page of a list that was asked for does not exist; the last one is shown.
    case lastPage
    /// A broadcast was called off before anybody was asked.
    case calledOff
    /// It was too late to call a broadcast off.
    case notCalledOff
    /// Sending was stopped after this many people already had it.
    case stopped(reached: Int)
    /// A broadcast was closed; this many attempts were called off.
    case closed(calledOff: Int)
    /// A draft was kept.
    case draftSaved
    /// These people were reminded within the last day.
    case reminded
    /// People were imported.
    case imported(added: Int, changed: Int, leaving: Int)
    /// First passwords were queued as mails; so many people have no mail contact and got none.
    case passwordsMailed(people: Int, without: Int)
    /// People were put into another department.
    case peopleMoved(Int)
    /// A department was merged into another; so many people moved.
    case departmentsMerged(Int)
    /// A template was removed.
    case templateRemoved
    /// A line of a list of codes was removed.
    case entryRemoved
    /// An API token was revoked.
    case tokenRevoked
    /// An unfinished broadcast was thrown away.
    case draftRemoved
    /// News was taken back.
    case newsWithdrawn
    /// Backup codes were made and kept.
    case backupCodesKept
    /// Sessions on other devices were ended.
    case sessionEnded
    /// A factor was removed.
    case factorRemoved
    /// The factors of somebody were cleared.
    case factorsReset
    /// A reset was proposed to a second colleague.
    case resetProposed
    /// An account of another provider was linked.
    case externalLinked
    /// The login was limited, so the account of another provider that waited for it was not linked.
    case externalNotLinked
    /// The link to another provider was removed.
    case externalUnlinked
    /// A backup code cleared all factors, and another is to be set up.
    case factorsClearedByCode
    /// A password for calling in was removed.
    case voicePasswordRemoved
    /// A form that makes a secret which is shown once came a second time; nothing was made.
    case notMadeAgain
    /// The backup codes that were on the page work no longer: others were made since.
    case codesReplaced
}

/// What was registered, and holds from now on unless the page says otherwise.
enum Registered: String, CaseIterable, Sendable {
    /// A factor of one's own.
    case app, mail, phone, passkey
    /// One's own contacts, and one's family users.
    case profile, family, familyPassword, voicePassword
    /// What a family writes to each other, and who belongs to it.
    case familyMessage, familyMessageRemoved, familyMessageShown, familyMessageHidden
    case familyLinkAsked, familyLinked, familyLinkEnded
    /// People, and what they are sorted by.
    case person, department, location, userCode
    /// What was done for somebody's login.
    case unlocked, sessionsEnded
    /// What an organization sends and asks.
    case settings, providerSecret, answerChoices, triggers, template
    /// An answer for somebody else.
    case answer
    /// What an office decides.
    case officeSwitch, policyFile, clientName
    /// What an office tells.
    case news, helpDesk
}

extension Banner {
    /// Whether what was asked for was done.
    fileprivate var isGood: Bool {
        ![.notResent, .lastPage, .notCalledOff, .reminded, .notMadeAgain, .codesReplaced, .externalNotLinked].contains(
            self)
    }
}

/// The banner's markup.
func banner(_ banner: Banner, _ reader: Reader) -> HTML {
    let (title, text) = words(of: banner, reader)
    return """
        <div class="msg\(banner.isGood ? " ok" : " warn")" role="status"><b>\(reader(title))</b>\(text.map { "<p>\(reader($0))</p>" as HTML })</div>

        """
}

private func words(of banner: Banner, _ reader: Reader) -> (LocalizedText, LocalizedText?) {
    typealias Words = Catalogue.Banners
    return switch banner {
    case .registered(let what): (Words.registered(what), nil)
    case .policiesRegistered(let clients): (Words.policiesRegistered(reader.number(clients)), nil)
    case .passwordChanged: (Words.passwordChanged, Words.passwordChangedText)
    case .sendingStarted(let people): (Words.sendingStarted(reader.people(people)), Words.sendingStartedText)
    case .resent(let people): (Words.resent(reader.people(people)), Words.sendingStartedText)
    case .notResent: (Words.notResent, Words.notResentText)
    case .lastPage: (Words.lastPage, nil)
    case .calledOff: (Words.calledOff, nil)
    case .notCalledOff: (Words.notCalledOff, Words.notCalledOffText)
    case .stopped(let reached): (Words.stopped, Words.stoppedText(reader.people(reached)))
    case .closed(let calledOff): (Words.closed, Words.closedText(reader.number(calledOff)))
    case .draftSaved: (Words.draftSaved, Words.draftSavedText)
    case .reminded: (Catalogue.Readiness.reminded, Catalogue.Readiness.remindedText)
    case .imported(let added, let changed, let leaving):
        (
            Words.imported,
            Words.importedText(
                added: reader.people(added), changed: reader.people(changed),
                leaving: leaving > 0 ? reader.people(leaving) : nil)
        )
    case .passwordsMailed(let people, let without):
        (
            Words.passwordsMailed(reader.people(people)),
            without > 0 ? Words.passwordsNotMailed(reader.people(without)) : nil
        )
    case .peopleMoved(let people): (Catalogue.Departments.moved(reader.people(people)), nil)
    case .departmentsMerged(let people): (Catalogue.Departments.merged(reader.people(people)), nil)
    case .templateRemoved: (Words.templateRemoved, nil)
    case .entryRemoved: (Catalogue.CodeLists.removed, nil)
    case .tokenRevoked: (Words.tokenRevoked, nil)
    case .draftRemoved: (Words.draftRemoved, nil)
    case .newsWithdrawn: (Words.newsWithdrawn, nil)
    case .backupCodesKept: (Words.backupCodesKept, nil)
    case .sessionEnded: (Words.sessionEnded, nil)
    case .factorRemoved: (Words.factorRemoved, nil)
    case .factorsReset: (Words.factorsReset, nil)
    case .resetProposed: (Catalogue.Colleagues.done, nil)
    case .externalLinked: (Words.externalLinked, nil)
    case .externalNotLinked: (Catalogue.External.notLinked, Catalogue.External.notLinkedText)
    case .externalUnlinked: (Words.externalUnlinked, nil)
    case .factorsClearedByCode: (Words.factorsCleared, Words.factorsClearedText)
    case .voicePasswordRemoved: (Catalogue.CallIn.isRemoved, nil)
    case .notMadeAgain: (Words.notMadeAgain, Words.notMadeAgainText)
    case .codesReplaced: (Catalogue.Backup.replaced, Catalogue.Backup.madeSince)
    }
}
