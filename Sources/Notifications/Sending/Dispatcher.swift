package import Scheduling

/// Sends leased messages, one after the other, and writes down what became of each; it belongs to one thread.
///
/// Nothing is sent before the outbox knows that an attempt begins, and what becomes of it is written down before the next.
/// A process that dies in between leaves an attempt of unknown outcome: an e-mail is then repeated under its idempotency
/// key, an SMS is looked up first.
package struct Dispatcher {
    /// How long to wait when our own settings are wrong or missing: a person has to act first.
    private static let settingsPauseSeconds = 300

    /// How long to wait for the process to notice a newer release of tzdata.
    private static let zonePauseSeconds = 60

    /// One message waits for a silent provider no longer: behind it wait the others, of the other provider too.
    package static let millisecondsEach = 5_000

    /// What the database may take for one message, in seconds.
    private static let bookkeepingSeconds = 3

    let outbox: any Outbox
    private let channels: Channels
    private let writer: MessageWriter
    private let zones: any Zones
    private let publicURL: String
    private let makeLink: (Booking, Moment) -> ManageLink
    private let smsSender: String?
    private let firstRetrySeconds: Int
    private let now: () -> Moment

    /// Takes the parts.
    ///
    /// - Parameters:
    ///   - outbox: the queue.
    ///   - channels: the ways out.
    ///   - writer: the words.
    ///   - zones: the time zones.
    ///   - publicURL: the address under which people reach the server, without a slash at the end.
    ///   - makeLink: makes the student's link to a booking.
    ///   - smsSender: the number, word or service from which SMS are sent; nil where none is set.
    ///   - firstRetrySeconds: how long a message rests after a first attempt that failed, and for how long at least an
    ///     attempt of unknown outcome is left alone: the provider may still be at work on it.
    ///   - now: the present moment.
    package init(
        outbox: any Outbox,
        channels: Channels,
        writer: MessageWriter,
        zones: any Zones,
        publicURL: String,
        makeLink: @escaping (Booking, Moment) -> ManageLink,
        smsSender: String? = nil,
        firstRetrySeconds: Int = Backoff.firstSeconds,
        now: @escaping () -> Moment
    ) {
        self.outbox = outbox
        self.channels = channels
        self.writer = writer
        self.zones = zones
        self.publicURL = publicURL
        self.makeLink = makeLink
        self.smsSender = smsSender
        self.firstRetrySeconds = firstRetrySeconds
        self.now = now
    }

    /// How long one message may take until it is written down what became of it, in seconds.
    ///
    /// An SMS of unknown outcome is looked up first, and a mail server that falls silent is taken leave of: so each may
    /// take twice as long.
    package static func longestSeconds(within milliseconds: Int = millisecondsEach) -> Int {
        2 * milliseconds / 1000 + bookkeepingSeconds
    }

    /// Leases messages and sends each.
    ///
    /// - Parameters:
    ///   - selection: which ones.
    ///   - limit: how many at most.
    ///   - milliseconds: how long each may take.
    /// - Throws: `Fault` when the outbox is away; messages that are leased by then come free by themselves.
    /// - Returns: what became of each that was leased.
    package func send(_ selection: OutboxSelection, limit: Int, within milliseconds: Int) throws -> [Delivery] {
        let sendingSeconds = 2 * milliseconds / 1000
        let workSeconds = limit * Dispatcher.longestSeconds(within: milliseconds)
        let (start, leaseSeconds) = (now(), workSeconds + firstRetrySeconds)
        let leased = try outbox.lease(selection, limit: limit, leaseSeconds: leaseSeconds, at: start)
        let lastBegin = Moment(seconds: start.seconds + workSeconds - sendingSeconds)
        return try leased.map { try send($0, within: milliseconds, beginningBy: lastBegin) }
    }

    /// Leases and sends a message whose time has come; nothing when there is none.
    ///
    /// One at a time: a lease lasts for all of its messages, and those of a process that dies wait for its end.
    ///
    /// - Throws: `Fault` when the outbox is away.
    package func sendDue() throws -> [Delivery] {
        try send(.due, limit: 1, within: Dispatcher.millisecondsEach)
    }

    /// Sends one message, unless so late that the lease could end before the provider is done with it.
    private func send(
        _ leased: LeasedMessage,
        within milliseconds: Int,
        beginningBy lastBegin: Moment
    ) throws -> Delivery {
        let message = leased.message
        let refusal = try outbox.block(of: message.address, on: message.channel).map {
            AttemptResult.refused(reason: "address \($0.reason)", blocksAddress: false)
        }
        // What may be out already is looked for before anything is said about it.
        if let refusal, !canBeFound(leased) { return try record(leased, refusal) }
        if let missing = missingSettings(for: message.channel) {
            let reason = "\(missing) not configured"
            return try record(leased, misconfigured(leased, reason, isOutcomeUnknown: leased.isOutcomeUnknown))
        }
        guard let subject = try outbox.subject(of: message), let payload = try payload(leased, subject) else {
            return try record(leased, .givenUp(reason: "the booking can no longer be read"))
        }
        if needsNewerRules(message, subject.booking) {
            let (pause, reason) = (Dispatcher.zonePauseSeconds, "the time-zone rules here are older than the message")
            return try record(leased, later(in: pause, leased, reason, isOutcomeUnknown: leased.isOutcomeUnknown))
        }
        if leased.firstAttemptAt == nil,
            let reason = try outbox.spend(on: message, about: subject, from: smsSender, at: now())
        {
            return try record(leased, .givenUp(reason: reason))
        }
        // Made now and put in last: what is stored of the message opens nothing.
        let link = message.mayHoldLink ? makeLink(subject.booking, now()) : nil
        let begun = try outbox.beginAttempt(of: leased, payload: payload.text, handingOut: link?.token, at: now())
        guard let frozen = begun else {
            return Delivery(message: message, isSent: false, warning: "somebody else is sending it")
        }
        guard let sent = Payload(text: frozen) else {
            return try record(leased, .givenUp(reason: "the stored payload cannot be read"))
        }
        guard now() <= lastBegin else {
            let reason = "the messages before it took too long"
            return try record(leased, later(in: 0, leased, reason, isOutcomeUnknown: leased.isOutcomeUnknown))
        }
        guard let link else { return try record(leased, attempt(sent, leased, unless: refusal, within: milliseconds)) }
        // A provider's words may repeat what it got.
        let result = attempt(sent.filled(with: link), leased, unless: refusal, within: milliseconds).without(
            link.secret
        )
        return try record(leased, result)
    }

    /// One attempt, with what is to be written down about it; what is refused is only looked for.
    private func attempt(
        _ payload: Payload,
        _ leased: LeasedMessage,
        unless refusal: AttemptResult?,
        within milliseconds: Int
    ) -> AttemptResult {
        switch payload {
        case .letter(let letter):
            let send = leased.isOutcomeUnknown ? channels.emailAgain ?? channels.email : channels.email
            // A repeat that is turned away says nothing of the attempt before it.
            let outcome = send?(letter, milliseconds) ?? .misconfigured(reason: "no e-mail")
            return result(of: outcome, leased, stillUnknown: leased.isOutcomeUnknown)
        case .shortMessage(let shortMessage):
            if leased.isOutcomeUnknown, let findSMS = channels.findSMS {
                let since = leased.firstAttemptAt ?? leased.message.createdAt
                switch findSMS(shortMessage, since, milliseconds) {
                case .found(let providerID): return .sent(providerID: providerID)
                case .absent: break
                case .unclear(let reason): return later(in: nil, leased, reason, isOutcomeUnknown: true)
                }
            }
            if let refusal { return refusal }
            return result(of: channels.sms?(shortMessage, milliseconds) ?? .misconfigured(reason: "no SMS"), leased)
        }
    }

    private func result(
        of outcome: Outcome,
        _ leased: LeasedMessage,
        stillUnknown: Bool = false
    ) -> AttemptResult {
        switch outcome {
        case .accepted(let providerID): .sent(providerID: providerID)
        case .retry(let asked, let reason):
            later(in: nil, leased, reason, asked: asked, isOutcomeUnknown: stillUnknown)
        case .unknown(let reason): later(in: nil, leased, reason, isOutcomeUnknown: true)
        case .refused(let code, let reason, let addressIsBad):
            .refused(reason: "\(code): \(reason)", blocksAddress: addressIsBad)
        case .misconfigured(let reason): misconfigured(leased, reason, isOutcomeUnknown: stillUnknown)
        case .overQuota(let seconds, let reason):
            later(in: seconds, leased, reason, isOutcomeUnknown: stillUnknown)
        }
    }

    /// A person has to act before it can go; a reminder by SMS goes by e-mail then, unless it may be out.
    private func misconfigured(_ leased: LeasedMessage, _ reason: String, isOutcomeUnknown: Bool) -> AttemptResult {
        if leased.message.isReminderBySMS, !isOutcomeUnknown { return .refused(reason: reason, blocksAddress: false) }
        return later(in: Dispatcher.settingsPauseSeconds, leased, reason, isOutcomeUnknown: isOutcomeUnknown)
    }

    private func canBeFound(_ leased: LeasedMessage) -> Bool {
        leased.isOutcomeUnknown && leased.message.channel == .sms && channels.findSMS != nil
    }

    private func later(
        in seconds: Int?,
        _ leased: LeasedMessage,
        _ reason: String,
        asked: Int? = nil,
        isOutcomeUnknown: Bool = false
    ) -> AttemptResult {
        var random = SystemRandomNumberGenerator()
        let pause =
            seconds
            ?? Backoff.seconds(after: leased.attempts + 1, first: firstRetrySeconds, asked: asked, using: &random)
        let again = Moment(seconds: now().seconds + pause)
        return .later(at: again, reason: reason, isOutcomeUnknown: isOutcomeUnknown)
    }

    private func record(_ leased: LeasedMessage, _ result: AttemptResult) throws -> Delivery {
        try outbox.record(leased, as: result, at: now())
        let channel = leased.message.channel
        let notice = channels.kept.contains(channel) ? "\(channels.missing(for: channel)) not configured" : nil
        return Delivery(leased.message, result, keptBecause: notice)
    }

    private func missingSettings(for channel: OutboxMessage.Channel) -> String? {
        let isMissing = channel == .email ? channels.email == nil : channels.sms == nil
        return isMissing ? channels.missing(for: channel) : nil
    }

    private func needsNewerRules(_ message: OutboxMessage, _ booking: Booking) -> Bool {
        zones.zone(named: booking.instructorTimezone).map {
            MessageTiming.needsNewerRules(message, about: booking, in: $0)
        } ?? false
    }

    /// What is to be sent; nil when the zones of the booking are gone from the system.
    private func payload(_ leased: LeasedMessage, _ subject: MessageSubject) throws -> Payload? {
        guard let facts = MessageFacts(leased.message, subject, zones, publicURL) else { return nil }
        return switch leased.message.channel {
        case .email: .letter(writer.letter(for: leased.message, facts: facts))
        case .sms: .shortMessage(writer.shortMessage(for: leased.message, facts: facts, at: now()))
        }
    }
}
