import Auth
import Domain
import Foundation
import HTTPServer

/// Puts a page into its frame and sends it.
struct Renderer: Sendable {
    private let assets: Assets

    init(assets: Assets) {
        self.assets = assets
    }

    /// The page as a response: 422 if it carries errors, else `status`.
    ///
    /// - Parameter zone: By whose clock it is, if by another one than the visitor's organization's.
    func send(_ page: some Page, to visit: Visit, zone: Zone? = nil, status: HTTPStatus = .ok) -> HTTPResponse {
        if let list = page as? any ListPage, list.part.page > list.part.pages, visit.request.method == .get {
            let last = here(visit, without: FormName.page).adding(FormName.page, String(list.part.pages))
            return redirect(to: last, .lastPage)
        }
        let banner = Cookie.banner.value(in: visit.request).flatMap(Banner.init(cookieText:))
        let html = page.html(
            in: frame(
                of: visit, zone: zone ?? visit.zone, banner: banner,
                isTyped: page.typedPlace != nil && page.typedFields == nil)
        )
        let response = HTTPResponse.html(html, status: page.errors.isEmpty ? status : .unprocessable)
        return banner == nil ? response : response.removing(.banner)
    }

    /// Sends the reader on after a form, with the banner that the next page shows.
    func redirect(to address: Address, _ banner: Banner? = nil) -> HTTPResponse {
        let response = HTTPResponse.redirect(to: address.text)
        return banner.map { response.setting(.banner, to: $0.cookieText) } ?? response
    }

    /// The page that says what went wrong; `near` is the page where a form can be opened anew.
    func failure(_ problem: Problem, _ visit: Visit, near: [String]) -> HTTPResponse {
        if problem.code == "proofNeeded" {
            return redirect(
                to: Address("security", "prove").adding(FormName.next, Address(segments: near).text))
        }
        let failure: Failure =
            switch problem.code {
            case "notFound", "methodNotAllowed": .notFound
            case "notAllowed": .forbidden
            case "secondFactorNeeded": .limited
            case "staleForm": .stale
            case "busy", "tooManyBodies": .unavailable(seconds: problem.retryAfter ?? 2)
            case "tooMany": .tooMany(seconds: problem.retryAfter ?? 60)
            case "bodyTooLarge": .tooLarge
            case "fault": .internalError(request: visit.requestID)
            default: .unprocessable
            }
        let again: Address? =
            switch failure {
            case .stale where visit.session != nil: Address(segments: near)
            case .tooLarge: Address(segments: near)
            case _ where ["malformedForm", "tooManyBodies"].contains(problem.code): Address(segments: near)
            case .limited: visit.request.method == .get ? here(visit, without: "") : Address(segments: near)
            default: nil
            }
        return send(FailurePage(failure: failure, again: again), to: visit, status: problem.status)
    }

    /// What surrounds the page.
    private func frame(of visit: Visit, zone: Zone, banner: Banner?, isTyped: Bool) -> Frame {
        let typed = isTyped && visit.request.method == .post ? visit.request.formData().fields : []
        let session = visit.session
        let family = visit.family
        return Frame(
            reader: Reader(language: visit.language, zone: zone),
            organization: session?.organizationName ?? family?.organizationName ?? "Anpi",
            systemTitle: session?.systemTitle ?? family?.systemTitle ?? "",
            visitor: family.map { Visitor(family: $0, now: visit.now) }
                ?? session.map {
                    Visitor(
                        name: $0.name, loginID: $0.loginID, lastLogin: $0.lastLogin,
                        isAdministrator: $0.isAdministrator && !$0.isLimited, isOffice: $0.isOffice,
                        hasManual: $0.isOffice && $0.hasManual,
                        hasFactor: $0.hasShownFactor, isLimited: $0.isLimited, hides: $0.hiddenMenu,
                        idleLimit: $0.idleEnd - visit.now)
                },
            here: here(visit, without: FormName.language),
            posted: typed.map { HiddenField(name: $0.name, value: $0.text) },
            csrf: (session?.csrfToken ?? family?.csrfToken).map { Secret($0) }, banner: banner,
            helpDesk: session.flatMap { $0.helpDesk.isEmpty ? nil : $0.helpDesk },
            assets: assets)
    }

    /// The page's own address without one item of its query.
    private func here(_ visit: Visit, without left: String) -> Address {
        var address = Address(segments: visit.request.segments)
        for (name, value) in visit.request.queryItems where name != left {
            address = address.adding(name, value)
        }
        return address
    }
}

extension Visitor {
    /// A family user as the header shows them: without the code, which may be all that a login needs.
    fileprivate init(family: FamilySession, now: Instant) {
        self.init(
            name: family.name, loginID: "", lastLogin: family.lastLogin, isAdministrator: false,
            isFamily: true, idleLimit: family.idleEnd - now)
    }
}

extension Zone {
    /// A zone of the IANA database; Asia/Tokyo if the name is none.
    init(named name: String) {
        guard let zone = TimeZone(identifier: name), name != "Asia/Tokyo" else {
            self = .tokyo
            return
        }
        self.init { instant in
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000))
        }
    }
}
