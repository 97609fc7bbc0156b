/// In which order one booking's messages go out, and which of them no longer do: the last word is the state.
///
/// Messages to one recipient on one channel go in the order of the changes that they tell of. What a later change has overtaken
/// is told no more. A message that cannot go keeps those after it waiting for a while, not for ever.
package enum MessageOrder {
    /// A message of a booking, with what its order depends on.
    package struct Entry: Hashable, Sendable {
        /// The message.
        package let message: OutboxMessage

        /// Where it is.
        package let state: MessageState

        /// When an operator last queued it again; nil when nobody did.
        package let requeuedAt: Moment?

        /// When it is due, while queued.
        package let nextAttemptAt: Moment

        /// Until when it is somebody's who sends it; nil when it is nobody's.
        package var leasedUntil: Moment?

        package init(
            message: OutboxMessage,
            state: MessageState,
            requeuedAt: Moment?,
            nextAttemptAt: Moment,
            leasedUntil: Moment?
        ) {
            self.message = message
            self.state = state
            self.requeuedAt = requeuedAt
            self.nextAttemptAt = nextAttemptAt
            self.leasedUntil = leasedUntil
        }

        /// Whether somebody may be sending it.
        package func isLeased(at now: Moment) -> Bool { leasedUntil.map { now < $0 } ?? false }

        /// Whether it is still to be sent.
        fileprivate func isWaiting(about booking: Booking, at now: Moment) -> Bool {
            let queuedAt = requeuedAt ?? message.createdAt
            return state == .queued
                && MessageTiming.reasonToGiveUp(message, queuedAt: queuedAt, about: booking, at: now) == nil
        }
    }

    /// What is to be done with a message now.
    package enum Turn: Hashable, Sendable {
        /// It is sent. `untold` are the changes before it that its recipient has not heard of on its channel, since the last
        /// message that went out.
        case send(untold: [OutboxMessage.Event])
        /// Another goes first; again at that moment.
        case wait(until: Moment)
        /// A later change has overtaken it.
        case overtaken
    }

    /// How long a message waits for one before it that does not get out: 10 minutes.
    package static let longestWaitMinutes = 10

    /// How long before a session nothing waits any more: an hour.
    package static let hurryMinutes = 60

    /// Why a message is given up whose booking was cancelled or changed again.
    package static let overtaken = "overtaken by a later change"

    /// Why a message waits.
    package static let behindAnother = "an earlier message goes first"

    /// Whose turn it is.
    ///
    /// - Parameters:
    ///   - message: a message that its caller has leased.
    ///   - queuedAt: when it was written, or last queued again.
    ///   - entries: the booking's messages, itself among them or not, read after the lease was written down: of two senders
    ///     at once, one then sees the other's. What the caller has leased itself is nobody's here.
    ///   - booking: what it is about, as it is now.
    ///   - now: the present moment.
    /// - Returns: its turn.
    package static func turn(
        of message: OutboxMessage,
        queuedAt: Moment,
        among entries: [Entry],
        about booking: Booking,
        at now: Moment
    ) -> Turn {
        if isOvertaken(message, among: entries, about: booking, at: now) { return .overtaken }
        let before = entries.filter { message.follows($0.message) }.sorted { $1.message.follows($0.message) }
        let inDelivery = entries.contains { $0.isLeased(at: now) && message.sharesTurns(with: $0.message) }
        if inDelivery { return .wait(until: Moment(seconds: now.seconds + 1)) }
        let waitEnd = min(
            queuedAt.adding(minutes: longestWaitMinutes),
            booking.span.start.adding(minutes: -hurryMinutes)
        )
        let first = before.first { entry in
            now < waitEnd && entry.isWaiting(about: booking, at: now)
                && !isOvertaken(entry.message, among: entries, about: booking, at: now)
        }
        if let first {
            return .wait(until: min(waitEnd, Moment(seconds: max(now, first.nextAttemptAt).seconds + 1)))
        }
        let told = before.lastIndex { $0.state == .sent }.map { $0 + 1 } ?? 0
        return .send(untold: before[told...].map(\.message.event).filter(\.isChange))
    }

    /// Whether a message is no longer told, because its booking was cancelled or changed again.
    ///
    /// What another message on its way has told better meanwhile is not told either.
    package static func isOvertaken(
        _ message: OutboxMessage,
        among entries: [Entry],
        about booking: Booking,
        at now: Moment
    ) -> Bool {
        guard message.event.isChange, message.event != .cancelled else { return false }
        if booking.asOf(now).status == .cancelled { return true }
        return entries.contains { other in
            other.message.isLaterChange(than: message)
                || other.state == .sent && other.message.event != .zoneConflict && other.message.follows(message)
        }
    }
}

extension OutboxMessage.Event {
    /// Whether it tells of a change, whose revision is the message's.
    fileprivate var isChange: Bool { rank != nil }

    /// Its place among the events of one revision.
    fileprivate var rank: Int? {
        switch self {
        case .created: 0
        case .moved, .zoneMoved: 1
        case .confirmed, .relocated: 2
        case .cancelled: 3
        case .reminder, .zoneConflict: nil
        }
    }
}

extension OutboxMessage {
    /// Whether it tells, to whomever, of a change that came after the one that `other` tells of.
    fileprivate func isLaterChange(than other: OutboxMessage) -> Bool {
        event.isChange && event != .created && revision > other.revision
    }

    /// Whether both go to one recipient on one channel; reminders are each other's in whichever.
    fileprivate func isBeside(_ other: OutboxMessage) -> Bool {
        id != other.id && recipient == other.recipient
            && (channel == other.channel || event == .reminder && other.event == .reminder)
    }

    /// Whether it is not sent while somebody sends `other`.
    fileprivate func sharesTurns(with other: OutboxMessage) -> Bool {
        follows(other) || isBeside(other) && event == .reminder && other.event == .reminder
    }

    /// Whether it goes after `other`, to the same recipient and on the same channel.
    ///
    /// Changes go by revision. What is no change has another one, and goes by the time at which it was written. Nothing is
    /// before a creation.
    fileprivate func follows(_ other: OutboxMessage) -> Bool {
        guard isBeside(other), event != .created else { return false }
        return switch (event.rank, other.event.rank) {
        case (let rank?, let earlier?): (other.revision, earlier) < (revision, rank)
        case (nil, .some): other.createdAt <= createdAt
        case (.some, nil): other.createdAt < createdAt
        case (nil, nil): (other.createdAt.seconds, other.id.high, other.id.low) < (createdAt.seconds, id.high, id.low)
        }
    }
}
