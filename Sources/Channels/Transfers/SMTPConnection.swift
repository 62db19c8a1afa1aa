import CCurl
import CShims
import Domain

/// A connection to a relay. curl makes it (name, TCP, TLS and its certificates, hello, login); letters then go over it by
/// an `SMTPExchange`, through curl's TLS, because curl itself waits for the relay at each command. It lives and dies on
/// one thread, which it blocks.
final class SMTPConnection {
    /// How long replies behind a refusal are waited for, only to keep the connection.
    private static let grace = Duration.seconds(5)
    /// How long it waits at most before it asks again whether it must stop.
    private static let slice = Duration.seconds(1)

    private let handle: EasyHandle
    private let relay: SMTPRelay
    private let extensions: SMTPDialogue.Extensions
    private var reader = SMTPReplyReader()
    private var buffer = [UInt8](repeating: 0, count: 16_384)
    private var aftermath = SMTPExchange.Aftermath.ready
    private var lastUse = ContinuousClock.now

    private init(_ handle: EasyHandle, to relay: SMTPRelay, _ extensions: SMTPDialogue.Extensions) {
        self.handle = handle
        self.relay = relay
        self.extensions = extensions
    }

    deinit {
        // Good-bye, unless the relay would take it for something else; nobody waits for its answer.
        if aftermath == .broken {
            handle.cutConnection()
        } else {
            _ = Array("QUIT\r\n".utf8).withUnsafeBytes(handle.send)
        }
    }

    /// Connects, or says what stands in the way.
    static func open(
        _ transfer: Transfer, to relay: SMTPRelay, until deadline: ContinuousClock.Instant,
        mustStop: @escaping () -> Bool
    ) -> (SMTPConnection?, TransferReport) {
        let left = (deadline - .now).inMilliseconds
        guard left > 0 else { return (nil, TransferReport(end: .timedOut)) }
        guard let handle = EasyHandle(idle: .seconds(1)) else { return (nil, TransferReport(end: .localTrouble)) }
        var transfer = transfer
        transfer.options += [.number(CURLOPT_CONNECT_ONLY, 1), .number(CURLOPT_TIMEOUT_MS, Int(left))]
        let report = handle.perform(transfer, mustStop: mustStop)
        guard report.end == .finished else { return (nil, report) }
        return (SMTPConnection(handle, to: relay, report.dialogue.extensions), report)
    }

    /// Whether a letter to `relay` may follow: the last one left the connection in order, not longer ago than `idle`, and
    /// the relay has neither said something nor hung up since then.
    func isUsable(for relay: SMTPRelay, idle: Duration) -> Bool {
        guard relay == self.relay, aftermath != .broken, lastUse.duration(to: .now) < idle else { return false }
        guard case .mustWait = receive(), reader.isEmpty else {
            aftermath = .broken
            return false
        }
        return true
    }

    /// Hands a letter over. `isUnheard` says that the relay had hung up before it heard anything of it.
    func handOff(
        _ letter: SMTPLetter, until deadline: ContinuousClock.Instant, mustStop: @escaping () -> Bool
    ) -> (report: TransferReport, isUnheard: Bool) {
        var exchange = SMTPExchange(isPipelining: extensions.pipelining, afterRefusal: aftermath == .needsReset)
        let bounds = Bounds(deadline: deadline, mustStop: mustStop)
        var end = TransferEnd.finished
        while true {
            if case .over(let left) = exchange.step {
                aftermath = reader.isEmpty ? left : .broken
                break
            }
            if let failure = advance(&exchange, letter, bounds) {
                end = failure
                exchange.broke()
            }
        }
        lastUse = .now
        if aftermath == .broken { handle.cutConnection() }
        let isUnheard = exchange.foundNobody && end != .timedOut && end != .cancelled
        if exchange.isNonsense { end = .protocolTrouble }
        return (TransferReport(end: end, dialogue: SMTPDialogue(exchange)), isUnheard)
    }

    /// Until when, and whether still.
    private struct Bounds {
        var deadline: ContinuousClock.Instant
        let mustStop: () -> Bool

        func within(_ time: Duration) -> Bounds {
            Bounds(deadline: min(deadline, .now + time), mustStop: mustStop)
        }
    }

    /// Does the next step; gives what ended the conversation early.
    private func advance(_ exchange: inout SMTPExchange, _ letter: SMTPLetter, _ bounds: Bounds) -> TransferEnd? {
        switch exchange.step {
        case .over: return nil
        case .listen: return listen(&exchange, bounds.within(letter.relay.replyTimeout))
        case .listenBriefly:
            // What became of the letter is known already.
            let time = min(letter.relay.replyTimeout, Self.grace)
            if listen(&exchange, bounds.within(time)) != nil { exchange.broke() }
            return nil
        case .say(let commands):
            if let trouble = spokeOutOfTurn(&exchange) { return trouble }
            if case .over = exchange.step { return nil }
            let bytes = letter.bytes(of: commands, namingSize: extensions.size)
            exchange.said()
            let failure = send(bytes, bounds)
            // Whoever hung up may have said why: those words are still there to be heard.
            return failure == .connectionLost ? nil : failure
        case .sendMessage:
            if let trouble = spokeOutOfTurn(&exchange) { return trouble }
            if case .over = exchange.step { return nil }
            return sendMessage(letter, &exchange, bounds)
        }
    }

    /// Nothing may have been said that nobody asked for, or each reply would be taken for the next one's.
    private func spokeOutOfTurn(_ exchange: inout SMTPExchange) -> TransferEnd? {
        do {
            if let reply = try reader.next() { exchange.heard(reply) }
        } catch {
            return .protocolTrouble
        }
        return reader.isEmpty ? nil : .protocolTrouble
    }

    private func sendMessage(_ letter: SMTPLetter, _ exchange: inout SMTPExchange, _ bounds: Bounds) -> TransferEnd? {
        let total = letter.message.count
        var isInterrupted = false
        let failure = send(letter.message, bounds, andListens: true) { sent in
            if let sent {
                // What a write took has left. An unfinished record of TLS has not: nobody can open it.
                exchange.messageLeft(whole: sent == total)
                return nil
            }
            // The relay doesn't take more just now. If it speaks instead, the rest stays here.
            let failure = self.hearLastWords(&exchange)
            if case .over = exchange.step { isInterrupted = true }
            return isInterrupted ? .protocolTrouble : failure
        }
        guard let failure, !isInterrupted else { return nil }
        if failure == .connectionLost { _ = hearLastWords(&exchange) }
        if case .over = exchange.step { return nil }
        return failure
    }

    /// Hears what has come already.
    private func hearLastWords(_ exchange: inout SMTPExchange) -> TransferEnd? {
        switch receive() {
        case .mustWait: return nil
        case .failed(let failure): return failure
        case .passed:
            do {
                if let reply = try reader.next() { exchange.heard(reply) }
                return nil
            } catch {
                return .protocolTrouble
            }
        }
    }

    /// Sends all of it, or says why not. `progress` is told how much has left, or nil when the relay has to be waited for,
    /// also (`andListens`) because it may have something to say; it may end the sending.
    private func send(
        _ bytes: [UInt8], _ bounds: Bounds, andListens: Bool = false, _ progress: (Int?) -> TransferEnd? = { _ in nil }
    ) -> TransferEnd? {
        bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                switch handle.send(UnsafeRawBufferPointer(rebasing: bytes[sent...])) {
                case .passed(let count):
                    sent += count
                    if let end = progress(sent) { return end }
                case .mustWait:
                    let end = wait(reading: andListens, writing: true, bounds)
                    if let end = end ?? progress(nil) { return end }
                case .failed(let end): return end
                }
            }
            return nil
        }
    }

    /// Waits for the next reply, and lets the exchange hear it.
    private func listen(_ exchange: inout SMTPExchange, _ bounds: Bounds) -> TransferEnd? {
        while true {
            do {
                if let reply = try reader.next() {
                    exchange.heard(reply)
                    return nil
                }
            } catch {
                return .protocolTrouble
            }
            switch receive() {
            case .passed: continue
            case .mustWait: if let end = wait(reading: true, writing: false, bounds) { return end }
            case .failed(let end): return end
            }
        }
    }

    private func receive() -> Passage {
        let passage = buffer.withUnsafeMutableBytes(handle.receive)
        if case .passed(let count) = passage { reader.append(buffer[..<count]) }
        return passage
    }

    /// Waits a while for the relay; gives what ends the waiting for good.
    private func wait(reading: Bool, writing: Bool, _ bounds: Bounds) -> TransferEnd? {
        if bounds.mustStop() { return .cancelled }
        let left = ContinuousClock.now.duration(to: bounds.deadline)
        guard left > .zero else { return .timedOut }
        handle.wait(reading: reading, writing: writing, atMost: min(left, Self.slice))
        return nil
    }
}
