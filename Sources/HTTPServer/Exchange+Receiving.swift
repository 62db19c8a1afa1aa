import Synchronization

extension Exchange {
    /// A body up to this much over its limit is read and dropped, so that its sender is still there to read why.
    private static let discardable = 4 * 1_024 * 1_024

    /// The next call for this exchange, on the connection's thread. False: close the connection.
    func proceed(method: String, version: String, piece: UnsafeRawBufferPointer) -> Bool {
        switch stage {
        case .head: receiveHead(method: method, version: version)
        case .body: piece.isEmpty ? handle() : collect(piece)
        case .discarding(let refusal, let left):
            piece.isEmpty ? refuse(refusal) : discard(piece.count, of: left, refusal)
        case .handling: sendAnswer()
        case .answered: false
        }
    }

    private func receiveHead(method: String, version: String) -> Bool {
        hasBegun = true
        closesConnection = !service.registry.begin()
        service.counters.countRequest()
        let arrived = RequestHead(method: method, version: version, headers: connection.headers())
        do throws(HTTPRefusal) {
            let checked = try arrived.checked()
            let request = try request(checked.method, host: checked.host, headers: arrived.headers)
            head = request
            limits = service.configuration.limits(request)
            deadline = .now + limits.deadline
            try expect(checked.framing, request)
            return true
        } catch {
            return refuse(error)
        }
    }

    private func request(_ method: HTTPMethod, host: String, headers: HTTPHeaders) throws(HTTPRefusal) -> HTTPRequest {
        let forwarded = service.configuration.trustsForwardedHeaders ? ForwardedClient(headers) : nil
        return try HTTPRequest(
            method, target, headers: headers, host: host,
            clientAddress: forwarded?.address ?? connection.peerAddress(), isSecure: forwarded?.isSecure ?? false,
            id: id.number)
    }

    private func expect(_ framing: RequestHead.Framing, _ request: HTTPRequest) throws(HTTPRefusal) {
        stage = .body
        guard case .length(let length) = framing else { return }
        guard length > limits.bodyBytes else {
            body.reserveCapacity(length)
            return
        }
        let refusal = HTTPRefusal.bodyTooLarge(limit: limits.bodyBytes)
        guard request.headers["Expect"] == nil, length - limits.bodyBytes <= Self.discardable else { throw refusal }
        stage = .discarding(refusal, left: length)
    }

    private func collect(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard ContinuousClock.now < deadline else { return false }
        guard body.count + piece.count <= limits.bodyBytes else {
            body = []
            return discard(piece.count, of: Self.discardable, .bodyTooLarge(limit: limits.bodyBytes))
        }
        body.append(contentsOf: piece)
        return true
    }

    private func discard(_ count: Int, of left: Int, _ refusal: HTTPRefusal) -> Bool {
        stage = .discarding(refusal, left: left - count)
        return count <= left && ContinuousClock.now < deadline
    }

    /// The request is complete: runs the handler, up to its first wait on this very thread.
    private func handle() -> Bool {
        guard var request = head, !service.registry.isClosed else { return refuse(.stopping) }
        if request.contentType == "multipart/form-data" {
            guard let form = connection.parts(of: body) else { return refuse(.malformedForm) }
            request.parts = form
        } else {
            request.body = body
        }
        body = []
        stage = .handling
        let complete = request
        let running = Task.immediate {
            let response = await self.service.handler(complete)
            _ = self.answer(self.service.sendable(response, of: self))
        }
        if handOff.response != nil { return sendAnswer() }
        task.withLock { $0 = running }
        if !service.registry.admit(self) { _ = giveUp(.stopping) }
        connection.suspend()
        if !handOff.suspend() { connection.resume() }
        return true
    }

    private func sendAnswer() -> Bool {
        guard let response = handOff.response else { return false }
        service.registry.remove(self)
        return send(response)
    }

    private func refuse(_ refusal: HTTPRefusal) -> Bool {
        closesConnection = true
        return send(service.refusal(refusal, head))
    }

    private func send(_ response: HTTPResponse) -> Bool {
        stage = .answered
        guard connection.send(response, closing: closesConnection) else { return false }
        service.counters.countResponse(response.status)
        return true
    }
}
