import Foundation
import TestKit
import Testing

@testable import HTTPServer
@testable import Web

/// Whatever a form of the pages does can be done by a program. A form that is added needs a line here, and with it an
/// operation of the document, or a reason why there is none.
@Suite("Pages and API: each form has its operation")
struct PagesAndOperationsTests {
    /// What does the same as a form.
    enum Counterpart: Sendable {
        /// Operations that change something; one of them, depending on what was pressed.
        case does([String])
        /// The form changes nothing: it looks something up, or checks what was typed. These tell the same.
        case asks([String])
        /// There is none, and why.
        case nothing(String)

        static func does(_ names: String...) -> Counterpart { .does(names) }
        static func asks(_ names: String...) -> Counterpart { .asks(names) }
    }

    private static let login: [String: Counterpart] = [
        "/login": .does("logIn", "logInFamily"), "/login/password": .does("chooseFirstPassword"),
        "/login/scope": .does("chooseScope", "cancelLogin"), "/login/cancel": .does("cancelLogin"),
        "/login/widen": .does("widenSession"), "/login/code": .does("showFactor"),
        "/login/mail": .does("showFactor"), "/login/mail/send": .does("sendLoginCode"),
        "/login/phone": .does("showFactor"), "/login/phone/send": .does("sendLoginCode"),
        "/login/passkey": .does("showPasskey", "askForPasskey"), "/login/backup": .does("keepBackupCodes"),
        "/login/recover": .does("useBackupCode"), "/login/external": .does("beginExternalLogin"),
        "/login/external/link": .does("linkExternalLogin"), "/logout": .does("logOut"),
        "/session/stay": .nothing("A page that stands open asks for it; every call of a program keeps its session."),
        "/me/password": .does("changePassword"), "/password/strength": .asks("judgePassword", "judgeFirstPassword"),
        "/security/prove": .does("proveAgain"), "/security/prove/via": .asks("proveAgain"),
        "/security/prove/send": .does("sendProofCode"),
    ]

    private static let security: [String: Counterpart] = [
        "/security/app": .does("registerApp", "registerAppAtLogin"),
        "/security/mail": .does("setMailFactor", "setLoginCodeFactor"),
        "/security/mail/send": .does("sendMailCode", "sendLoginCode"),
        "/security/phone": .does("setPhoneFactor", "setLoginCodeFactor"),
        "/security/phone/send": .does("sendPhoneCode", "sendLoginCode"),
        "/security/passkey": .does("registerPasskey", "registerPasskeyAtLogin"),
        "/security/passkey/remove": .does("removePasskey"),
        "/security/{kind}/remove": .does("removeApp", "removeMail", "removePhone"),
        "/security/sessions/end": .does("endSession", "endOtherSessions"),
        "/security/backup": .does("makeBackupCodes"),
        "/security/backup/kept": .nothing("A program that asks for codes has taken them with the answer."),
        "/security/backup/codes.txt": .nothing("It gives back as a file what the form brought."),
        "/security/reset": .does("resetOwnFactors"), "/security/external": .does("beginExternalLink"),
        "/security/external/confirm": .does("confirmExternalLink"),
        "/security/external/remove": .does("removeExternalLink"),
    ]

    private static let own: [String: Counterpart] = [
        "/r/{token}": .does("answer"), "/r/{token}/done": .does("answer"),
        "/me/answers/{broadcast}": .does("answerOwn"), "/me/answers/{broadcast}/done": .does("answerOwn"),
        "/v/{token}": .does("confirmContact"), "/m/{token}": .does("registerMail"),
        "/menu/disclosures": .does("readOwnDisclosures"),
        "/me/profile": .asks("previewProfile"), "/me/profile/confirm": .does("changeProfile"),
        "/me/profile/region": .asks("findRegions"), "/me/profile/test": .does("sendTestMail"),
        "/me/voice": .does("setVoicePassword"), "/me/voice/remove": .does("removeVoicePassword"),
        "/me/family/new": .asks("addFamily"), "/me/family/new/confirm": .does("addFamily"),
        "/me/family/new/region": .asks("findRegions"), "/me/family/unlock": .does("unlockFamily"),
        "/me/family/{f}": .asks("changeFamily"), "/me/family/{f}/confirm": .does("changeFamily"),
        "/me/family/{f}/region": .asks("findRegions"), "/me/family/{f}/test": .does("sendFamilyTestMail"),
        "/me/family/{f}/password": .does("setFamilyPassword"), "/me/family/{f}/remove": .does("removeFamily"),
        "/me/family/{f}/voice": .does("setFamilyVoicePassword"),
        "/me/family/{f}/voice/remove": .does("removeFamilyVoicePassword"),
        "/me/family-status": .does("postFamilyMessage"),
        "/me/family-status/messages/{m}/remove": .does("removeFamilyMessage"),
        "/me/family-status/messages/{m}/share": .does("shareFamilyMessage"),
        "/me/family-links": .does("askFamilyLink"), "/me/family-links/{l}/approve": .does("approveFamilyLink"),
        "/me/family-links/{l}/end": .does("endFamilyLink"),
        "/family": .does("writeFamilyMessage"), "/family/messages/{m}/remove": .does("removeOwnFamilyMessage"),
        "/family/me": .asks("changeFamilyProfile"), "/family/me/confirm": .does("changeFamilyProfile"),
        "/family/me/region": .asks("findRegions"), "/family/me/test": .does("sendOwnFamilyTestMail"),
        "/family/logout": .does("logOutFamily"),
        "/hooks/voice": .nothing("The gateway calls it with reports of its own."),
        "/hooks/voice/in": .nothing("The gateway calls it with reports of its own."),
    ]

    private static let people: [String: Counterpart] = [
        "/people/new": .asks("addPerson"), "/people/new/confirm": .does("addPerson"),
        "/people/{person}": .asks("changePerson"), "/people/{person}/confirm": .does("changePerson"),
        "/people/{person}/contacts": .does("discloseContacts"), "/people/contacts": .does("discloseFile"),
        "/people/passwords": .asks("issueFirstPasswords", "mailFirstPasswords"),
        "/people/passwords/issue": .does("issueFirstPasswords", "mailFirstPasswords"),
        "/people/import": .asks("importPeople"), "/people/import/reasons": .asks("importPeople"),
        "/people/import/changes": .asks("importPeople"), "/people/import/run": .does("importPeople"),
        "/people/department": .asks("movePeople"), "/people/department/confirm": .asks("movePeople"),
        "/people/department/move": .does("movePeople"), "/departments/{c}/merge": .does("mergeDepartment"),
        "/departments": .does("addDepartment"), "/departments/{c}": .does("changeDepartment"),
        "/departments/{c}/remove": .does("removeDepartment"),
        "/locations": .does("addLocation"), "/locations/{c}": .does("changeLocation"),
        "/locations/{c}/remove": .does("removeLocation"),
        "/user-codes": .does("addUserCode"), "/user-codes/{c}": .does("changeUserCode"),
        "/user-codes/{c}/remove": .does("removeUserCode"),
        "/readiness/reminder": .does("remindUnready"),
    ]

    private static let organization: [String: Counterpart] = [
        "/settings": .asks("changeSettings", "changeOrganization"),
        "/settings/confirm": .does("changeSettings", "changeOrganization"),
        "/settings/provider": .does("changeProviderSecret"),
        "/settings/answers": .asks("changeSettings"), "/settings/answers/confirm": .does("changeSettings"),
        "/tokens/new": .does("createToken"), "/tokens/{t}/revoke": .does("revokeToken"),
        "/audit/verify": .does("verifyAudit"),
        "/accounts/{person}": .asks("readAccount"),
        "/accounts/{person}/do": .does("unlockAccount", "endSessionsOf", "issueFirstPasswords"),
        "/accounts/reset": .asks("readAccount"), "/accounts/{p}/reset": .does("resetFactors", "makeLoginBypass"),
        "/office/orgs/{organization}/accounts/{person}": .asks("readClientAccount"),
        "/office/orgs/{organization}/accounts/{person}/do": .does(
            "unlockClientAccount", "endSessionsOfClient", "issueClientFirstPassword"),
        "/office/orgs/{organization}/accounts/{p}/reset": .does("resetClientFactors", "makeClientLoginBypass"),
        "/office/orgs/{organization}": .does("changeClient"),
        "/office/policy": .asks("changePolicies"), "/office/policy/confirm": .does("changePolicies"),
        "/office/policy/import": .asks("importPolicies"), "/office/policy/import/run": .does("importPolicies"),
        "/office/settings": .asks("changeOfficePolicy"), "/office/settings/confirm": .does("changeOfficePolicy"),
        "/office/news/new": .asks("postNews"), "/office/news/new/confirm": .does("postNews"),
        "/office/news/{news}/withdraw": .does("withdrawNews"),
        "/office/help-desk": .asks("changeHelpDesk"), "/office/help-desk/confirm": .does("changeHelpDesk"),
        "/office/colleagues/{p}": .does("proposeColleagueReset", "confirmColleagueReset"),
    ]

    private static let broadcasts: [String: Counterpart] = [
        "/b/new": .does("writeBroadcast"), "/b/{b}/edit": .does("rewriteBroadcast"),
        "/b/{b}/remove": .does("deleteDraft"), "/b/{b}/send": .does("sendBroadcast"),
        "/b/{b}/call-off": .does("callOffBroadcast"), "/b/{b}/stop": .does("stopBroadcast"),
        "/b/{b}/close": .does("closeBroadcast"), "/b/{b}/resend": .does("resendBroadcast"),
        "/b/{b}/p/{p}/answer": .does("answerForSomebody"),
        "/templates/new": .does("saveTemplate"), "/templates/{t}": .does("rewriteTemplate"),
        "/templates/{t}/remove": .does("deleteTemplate"),
        "/triggers": .asks("changeTriggerRule"), "/triggers/confirm": .does("changeTriggerRule"),
        "/triggers/regions": .does("changeTriggerRule"),
    ]

    private static let all: [(form: String, counterpart: Counterpart)] =
        [login, security, own, people, organization, broadcasts].flatMap { part in
            part.map { (form: $0.key, counterpart: $0.value) }
        }

    /// The operations of the document, with those that change something.
    private static func operations() throws -> (all: Set<String>, changing: Set<String>) {
        let document = try JSONSerialization.jsonObject(with: Data(APIServices.document)) as? [String: Any]
        var (all, changing): (Set<String>, Set<String>) = ([], [])
        for item in (document?["paths"] as? [String: [String: Any]] ?? [:]).values {
            for (method, value) in item {
                guard let name = (value as? [String: Any])?["operationId"] as? String else { continue }
                all.insert(name)
                if method != "get" { changing.insert(name) }
            }
        }
        return (all, changing)
    }

    @Test("Each form of the pages names the operation that does the same, or says why there is none")
    func forms() async throws {
        try await PageHouse.with(.sqlite) { house in
            let served = house.routes.filter { ![.get, .head].contains($0.method) }
            #expect(served.allSatisfy { $0.method == .post }, "a form posts")
            let forms = Set(served.map(\.pattern.description))
            let named = Set(Self.all.map(\.form))
            #expect(named.count == Self.all.count, "each form stands once")
            #expect(forms.subtracting(named).sorted() == [], "forms without a line")
            #expect(named.subtracting(forms).sorted() == [], "lines without a form")
        }
    }

    @Test("Each operation that a form names is in the document, and changes something where the form does")
    func operations() throws {
        let (all, changing) = try Self.operations()
        #expect(!all.isEmpty)
        for (form, counterpart) in Self.all {
            switch counterpart {
            case .does(let names): #expect(!names.isEmpty && changing.isSuperset(of: names), "\(form): \(names)")
            case .asks(let names): #expect(!names.isEmpty && all.isSuperset(of: names), "\(form): \(names)")
            case .nothing(let reason): #expect(reason.hasSuffix("."), "\(form)")
            }
        }
        // Whoever adds a line without an operation adds a reason, and is asked for it.
        let without = Self.all.filter { if case .nothing = $0.counterpart { true } else { false } }
        #expect(
            without.map(\.form).sorted() == [
                "/hooks/voice", "/hooks/voice/in", "/security/backup/codes.txt", "/security/backup/kept",
                "/session/stay",
            ])
    }
}
