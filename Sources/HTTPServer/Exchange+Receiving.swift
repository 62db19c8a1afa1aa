import Synchronization

extension Exchange {
    /// A body up to this much over its limit is read and dropped, so that its sender is still there to read why.
    private static let discardable = 4 * 1_024 * 1_024

    /// The next call for this exchange, on the connection's thread. False: close the connection.
    func proceed(method: String, version: String, piece: UnsafeRawBufferPointer) -> Bool {
        switch stage {
        case .head: receiveHead(method: method, version: version)
        case .body where isAnsweredEarly: dropRest(piece)
        case .body: piece.isEmpty ? handle() : collect(piece)
        case .discarding(let response, let left):
            piece.isEmpty ? refuse(response) : discard(piece.count, of: left, response)
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
            return asksFromHead ? askFromHead(request) : true
        } catch {
            return refuse(service.refusal(error, head))
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
            body.reserveCapacity(min(length, BodyMemory.small))
            return
        }
        tell(request, ofTooLarge: length)
        let refusal = HTTPRefusal.bodyTooLarge(limit: limits.bodyBytes)
        guard request.headers["Expect"] == nil, length - limits.bodyBytes <= Self.discardable else { throw refusal }
        stage = .discarding(service.refusal(refusal, head), left: length)
    }

    private func tell(_ request: HTTPRequest, ofTooLarge length: Int) {
        let service = service
        Task { await service.configuration.bodyWasTooLarge(request, length) }
    }

    /// Whether it is asked who sends, before the body is read.
    private var asksFromHead: Bool {
        guard case .body = stage else { return false }
        return limits.bodyBytes > ExchangeLimits.standard.bodyBytes
    }

    /// Asks whether this sender may send a large body at all. What the head alone tells is answered before any of it is
    /// sent.
    private func askFromHead(_ request: HTTPRequest) -> Bool {
        let asking = Task.immediate {
            if let response = await self.service.configuration.refusalFromHead(request) {
                _ = self.answer(self.service.sendable(response, of: self))
            } else if self.handOff.letRead() {
                self.connection.resume()
            }
        }
        if let response = handOff.response { return refuse(response) }
        task.withLock { $0 = asking }
        return true
    }

    /// Whether somebody answered while the body was still arriving.
    private var isAnsweredEarly: Bool {
        if isWaitingToRead {
            isWaitingToRead = false
            service.registry.remove(self)
        }
        return handOff.response != nil
    }

    /// Reads the rest of a body for which nobody waits, so that its sender is still there to read why.
    private func dropRest(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard let response = handOff.response else { return false }
        dropBody()
        return piece.isEmpty ? refuse(response) : discard(piece.count, of: limits.bodyBytes, response)
    }

    private func dropBody() {
        body = []
        service.largeBodies.release(heldBytes)
        heldBytes = 0
    }

    private func collect(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard ContinuousClock.now < deadline else { return false }
        let size = body.count + piece.count
        guard size <= limits.bodyBytes else {
            dropBody()
            if let head { tell(head, ofTooLarge: size) }
            let refusal = service.refusal(.bodyTooLarge(limit: limits.bodyBytes), head)
            return discard(piece.count, of: Self.discardable, refusal)
        }
        if size > BodyMemory.small {
            guard service.largeBodies.take(size - heldBytes) else {
                dropBody()
                return discard(piece.count, of: limits.bodyBytes, service.refusal(.tooManyBodies, head))
            }
            heldBytes = size
        }
        body.append(contentsOf: piece)
        if size > BodyMemory.small, limits.bodyBytes > ExchangeLimits.standard.bodyBytes { waitToRead() }
        return true
    }

    /// Reads no further until it is known that the sender may send this.
    private func waitToRead() {
        guard !handOff.mayRead else { return }
        isWaitingToRead = true
        if !service.registry.admit(self) { _ = giveUp(.stopping) }
        connection.suspend()
        if !handOff.waitToRead() { connection.resume() }
    }

    private func discard(_ count: Int, of left: Int, _ response: HTTPResponse) -> Bool {
        stage = .discarding(response, left: left - count)
        return count <= left && ContinuousClock.now < deadline
    }

    /// The request is complete: runs the handler, up to its first wait on this very thread.
    private func handle() -> Bool {
        guard let head, !service.registry.isClosed else { return refuse(service.refusal(.stopping, head)) }
        let complete: HTTPRequest
        if head.contentType == "multipart/form-data" {
            guard let form = connection.parts(of: body) else {
                return refuse(service.refusal(.malformedForm, head))
            }
            complete = HTTPRequest(head, body: [], parts: form)
        } else {
            complete = HTTPRequest(head, body: body)
        }
        body = []
        stage = .handling
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

    private func refuse(_ response: HTTPResponse) -> Bool {
        closesConnection = true
        return send(response)
    }

    private func send(_ response: HTTPResponse) -> Bool {
        stage = .answered
        guard connection.send(response, closing: closesConnection) else { return false }
        service.counters.countResponse(response.status)
        return true
    }
}
