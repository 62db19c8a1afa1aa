package import Profiles

/// The whole sequence for one person: preview, engine and auditor all call this one function.
package func plan(for contacts: SendingContacts, settings: DispatchSettings) -> [PlannedAttempt] {
    plan(along: ContactPath(of: contacts, settings), settings: settings)
}

/// The whole sequence along a path that was arranged before.
///
/// A number is tried `1 + retries` times before its slot ends; a mail group goes round as a whole, (1)(2)(3), interval,
/// (1)(2)(3), with nothing between its addresses.
package func plan(along path: ContactPath, settings: DispatchSettings) -> [PlannedAttempt] {
    var result: [PlannedAttempt] = []
    var offset = Duration.zero
    for group in groups(of: path.stops) {
        let retry = settings.retry(of: group[0].channel)
        for tryNumber in 1...(1 + retry.count) {
            for (index, stop) in group.enumerated() {
                let (rule, wait) = reason(
                    isFirst: result.isEmpty, tryNumber: tryNumber, index: index, stop.channel, settings)
                offset += wait
                result.append(
                    PlannedAttempt(
                        step: result.count, slot: stop.slot, channel: stop.channel, position: stop.position,
                        tryNumber: tryNumber, offset: offset, wait: wait, rule: rule))
            }
        }
    }
    return result
}

/// What goes round together: all mails of a slot, or one number.
private func groups(of stops: [ContactPath.Stop]) -> [[ContactPath.Stop]] {
    var result: [[ContactPath.Stop]] = []
    for stop in stops {
        if stop.channel == .mail, let last = result.last?.first, last.channel == .mail, last.slot == stop.slot {
            result[result.count - 1].append(stop)
        } else {
            result.append([stop])
        }
    }
    return result
}

private func reason(
    isFirst: Bool, tryNumber: Int, index: Int, _ channel: Channel, _ settings: DispatchSettings
) -> (DispatchRule, Duration) {
    if isFirst { return (.firstContact, .zero) }
    if index > 0 { return (.sameMailGroup, .zero) }
    guard tryNumber > 1 else { return (.nextSlot, settings.slotInterval) }
    return (channel == .mail ? .nextMailRound : .callAgain, settings.retry(of: channel).interval)
}
