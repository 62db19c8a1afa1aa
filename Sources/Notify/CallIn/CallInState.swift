/// Where a call stands by which somebody reports.
///
/// A person hears questions one after the other and answers each by a key; a family user hears how the employee answered.
/// A call ends by itself: after some wrong tries, wrong keys and questions, and the gateway hangs up on silence.
enum CallInState: Hashable, Sendable, Codable {
    /// The ID is waited for. Can become: awaitingPassword, over.
    case awaitingID(refused: Int)
    /// The password to an ID is waited for. Can become: proving, over.
    case awaitingPassword(id: String, refused: Int)
    /// ID and password are looked at. Can become: choosing, telling, awaitingID, over.
    case proving(refused: Int)
    /// The next question is looked for; so many were asked before. Can become: asking, over.
    case choosing(CallInCaller.Name, asked: Int)
    /// A question was read, and a key is waited for. Can become: recording, choosing, over.
    case asking(CallInCaller.Name, CallInQuestion, asked: Int, wrongKeys: Int)
    /// An answer is being written. Can become: choosing, over.
    case recording(CallInCaller.Name, CallInQuestion, asked: Int)
    /// It is looked up how the employee is. Can become: over.
    case telling(CallInCaller.Name)
    /// Nothing follows.
    case over

    /// Wrong pairs of ID and password in one call.
    static let mostRefusals = 3
    /// Keys without a meaning for one question.
    static let mostWrongKeys = 3
    /// Questions in one call, those that are repeated included.
    static let mostQuestions = 12

    /// A call that has just come in.
    static let start = CallInState.awaitingID(refused: 0)
}

/// A question that was read to somebody.
struct CallInQuestion: Hashable, Sendable, Codable {
    /// What is asked.
    let broadcast: Int64
    /// How many keys have a meaning: 1 is the first answer, or that it was heard.
    let keys: Int
    /// Whether it was answered before: then it is not asked for again.
    let isChange: Bool
}

/// What happens to such a call.
enum CallInEvent: Hashable, Sendable {
    /// The gateway asks what to say, and nothing was typed.
    case silence
    /// Keys were typed; the closing `#` is not among them.
    case typed(String)
    /// ID and password are right.
    case proved(CallInCaller.Name)
    /// They are not.
    case refused
    /// They could not be looked at now.
    case busy
    /// There is a question.
    case found(CallInQuestion)
    /// There is none.
    case nothingAsked
    /// What was to be written or told is done.
    case done
    /// The caller may not go on.
    case gone
    /// The call has ended.
    case hungUp
}

/// What is done about it.
enum CallInAction: Hashable, Sendable {
    /// Words that are the same for everybody.
    case say(CallInPhrase)
    /// Looks at ID and password.
    case prove(id: String, password: String)
    /// Looks for the next question; the last answer is said, and may be changed, where nothing else was asked.
    case choose(isFirst: Bool)
    /// Reads the question that was found.
    case read
    /// Says what each key means.
    case repeatKeys
    /// Writes the answer of a key.
    case record(key: Int)
    /// Says how the employee is.
    case tell
}

/// Words that are the same for everybody.
enum CallInPhrase: String, Hashable, Sendable, CaseIterable {
    /// Who answers the telephone, and that the ID is to be typed.
    case welcome
    /// The ID is to be typed.
    case askID
    /// What was typed is no ID.
    case notAnID
    /// The password is to be typed.
    case askPassword
    /// Something did not match.
    case refused
    /// That was the last try of this call.
    case noMoreTries
    /// Too many call now.
    case busy
    /// Nothing more is asked.
    case nothingMore
    /// The key has no meaning.
    case wrongKey
    /// Nobody who may go on.
    case gone
    /// The end of each call.
    case goodbye
}

extension CallInState {
    /// What follows from an event: total, without a clock, without chance.
    func next(_ event: CallInEvent) -> (CallInState, [CallInAction]) {
        switch (self, event) {
        case (.over, _): (.over, [.say(.goodbye)])
        case (_, .hungUp): (.over, [])
        case (_, .gone): (.over, [.say(.gone), .say(.goodbye)])
        case (.awaitingID(let refused), .typed(let digits)): Self.took(id: digits, refused)
        case (.awaitingID(0), .silence): (self, [.say(.welcome)])
        case (.awaitingID, .silence): (self, [.say(.askID)])
        case (.awaitingPassword(let id, let refused), .typed(let digits)):
            (.proving(refused: refused), [.prove(id: id, password: digits)])
        case (.awaitingPassword, .silence): (self, [.say(.askPassword)])
        case (.proving, .proved(let caller)) where caller.isFamily: (.telling(caller), [.tell])
        case (.proving, .proved(let caller)): (.choosing(caller, asked: 0), [.choose(isFirst: true)])
        case (.proving(let refused), .refused): Self.refuse(refused, .refused)
        case (.proving, .busy): (.over, [.say(.busy), .say(.goodbye)])
        case (.choosing(let caller, let asked), .found(let question)):
            (.asking(caller, question, asked: asked + 1, wrongKeys: 0), [.read])
        case (.choosing(_, asked: 0), .nothingAsked): (.over, [.say(.goodbye)])
        case (.choosing, .nothingAsked): (.over, [.say(.nothingMore), .say(.goodbye)])
        case (.asking(let caller, let question, let asked, let wrong), .typed(let keys)):
            Self.took(keys, caller, question, asked: asked, wrong)
        case (.asking(let caller, let question, let asked, _), .silence):
            Self.again(caller, question, asked)
        case (.recording(let caller, let question, let asked), .done):
            question.isChange || asked >= Self.mostQuestions
                ? (.over, [.say(.goodbye)]) : (.choosing(caller, asked: asked), [.choose(isFirst: false)])
        case (.telling, .done): (.over, [.say(.goodbye)])
        // Nothing else happens between a question of ours and its answer: the call cannot go on from there.
        default: (.over, [.say(.goodbye)])
        }
    }

    private static func took(id digits: String, _ refused: Int) -> (CallInState, [CallInAction]) {
        let isID = digits.utf8.count == 8 && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isID
            ? (.awaitingPassword(id: digits, refused: refused), [.say(.askPassword)]) : refuse(refused, .notAnID)
    }

    private static func refuse(_ before: Int, _ phrase: CallInPhrase) -> (CallInState, [CallInAction]) {
        let refused = before + 1
        return refused < mostRefusals
            ? (.awaitingID(refused: refused), [.say(phrase), .say(.askID)])
            : (.over, [.say(phrase), .say(.noMoreTries), .say(.goodbye)])
    }

    private static func took(
        _ keys: String, _ caller: CallInCaller.Name, _ question: CallInQuestion, asked: Int, _ wrong: Int
    ) -> (CallInState, [CallInAction]) {
        if keys == "*" { return again(caller, question, asked) }
        if keys.utf8.count == 1, let key = Int(keys), (1...max(question.keys, 1)).contains(key) {
            return (.recording(caller, question, asked: asked), [.record(key: key)])
        }
        return wrong + 1 < mostWrongKeys
            ? (
                .asking(caller, question, asked: asked, wrongKeys: wrong + 1), [.say(.wrongKey), .repeatKeys]
            )
            : (.over, [.say(.wrongKey), .say(.noMoreTries), .say(.goodbye)])
    }

    /// Looks for the question again, as it stands now.
    private static func again(
        _ caller: CallInCaller.Name, _ question: CallInQuestion, _ asked: Int
    ) -> (CallInState, [CallInAction]) {
        guard asked < mostQuestions else { return (.over, [.say(.noMoreTries), .say(.goodbye)]) }
        return (.choosing(caller, asked: asked), [.choose(isFirst: question.isChange)])
    }
}
