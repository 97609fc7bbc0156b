import Scheduling
import Testing

extension StoreContract {
    static let leases = [
        Check("a message is one caller's until it is settled or the lease ends") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            let first = try scene.take(message)
            #expect(first.message == message)
            #expect(first.attempts == 0)
            #expect(first.firstAttemptAt == nil)
            #expect(first.payload == nil)
            #expect(!first.isOutcomeUnknown)
            #expect(try scene.lease(message) == nil)
            #expect(try scene.lease(message, at: .fixture.adding(seconds: 59)) == nil)
            let second = try scene.take(message, at: .fixture.adding(seconds: 60))
            #expect(second.leaseToken != first.leaseToken)
            #expect(!second.isOutcomeUnknown)
            let later = AttemptResult.later(at: .fixture, reason: "busy", isOutcomeUnknown: false)
            try scene.store.record(second, as: later, at: .fixture.adding(seconds: 61))
            #expect(try scene.lease(message, at: .fixture.adding(seconds: 61)) != nil)
        },
        Check("a message keeps the time before the move") { contract in
            let scene = try Scene(contract)
            let message = OutboxMessage.fixture(
                about: try scene.book(),
                .moved,
                previousStartAt: .dawn
            )
            try scene.calendar { try $0.add([message]) }
            #expect(try scene.take(message).message == message)
            #expect(try scene.record(message).message == message)
        },
        Check("only the wanted messages are leased, as many as asked for, and unknown ids are nothing") { contract in
            let scene = try Scene(contract)
            let messages = try scene.queue(4)
            let wanted = OutboxSelection.these([ID.new()] + messages.dropFirst().map(\.id))
            let some = try scene.store.lease(wanted, limit: 10, leaseSeconds: 60, at: .fixture)
            #expect(Set(some.map(\.message)) == Set(messages.dropFirst()))
            #expect(try scene.lease(messages).map(\.message) == [messages[0]])
            let others = try scene.queue(3)
            #expect(
                try scene.store.lease(.these(others.map(\.id)), limit: 2, leaseSeconds: 60, at: .fixture).count == 2
            )
        },
        Check("a message that was tried rests until its next attempt is due, also when it is asked for") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            let first = try scene.take(message)
            _ = try scene.store.beginAttempt(of: first, payload: "text", at: .fixture)
            let again = AttemptResult.later(at: .fixture.adding(minutes: 5), reason: "503", isOutcomeUnknown: true)
            try scene.store.record(first, as: again, at: .fixture)
            #expect(try scene.lease(message, at: .fixture.adding(minutes: 4)) == nil)
            #expect(try scene.take(message, at: .fixture.adding(minutes: 5)).isOutcomeUnknown)
        },
        Check("of eight who lease the same messages at once, each gets others") { contract in
            let scene = try Scene(contract)
            let ids = try scene.queue(40).map(\.id)
            let claimed = Claims<OutboxMessage>()
            let outcomes = race(contract, threads: 8) { store in
                for start in stride(from: 0, to: 40, by: 5) {
                    let some = OutboxSelection.these(Array(ids[start..<start + 5]))
                    let mine = try store.lease(some, limit: 5, leaseSeconds: 60, at: .fixture)
                    claimed.add(mine.map(\.message.id))
                }
            }
            #expect(outcomes.allSatisfy { $0 == nil })
            #expect(claimed.all.count == 40)
            #expect(Set(claimed.all) == Set(ids))
        },
    ]

    static let attempts = [
        Check("what the first attempt sends is what every attempt sends") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            let first = try scene.take(message)
            let text = String(repeating: "Größe 🚣 ", count: 5_000)
            #expect(try scene.store.beginAttempt(of: first, payload: text, at: .fixture.adding(seconds: 1)) == text)
            #expect(try scene.store.beginAttempt(of: first, payload: "other", at: .fixture.adding(seconds: 2)) == text)
            let second = try scene.take(message, at: .fixture.adding(minutes: 5))
            #expect(second.payload == text)
            #expect(second.attempts == 2)
            #expect(second.firstAttemptAt == .fixture.adding(seconds: 1))
            let now = Moment.fixture.adding(minutes: 5)
            #expect(try scene.store.beginAttempt(of: second, payload: "other", at: now) == text)
            #expect(try scene.record(message).attempts == 3)
        },
        Check("an attempt that nobody settled leaves its outcome unknown") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            var now = Moment.fixture
            func again() throws -> LeasedMessage {
                now = now.adding(minutes: 2)
                return try scene.take(message, at: now)
            }
            let first = try again()
            #expect(try scene.store.beginAttempt(of: first, payload: "a", at: now) == "a")
            #expect(try again().isOutcomeUnknown)
            #expect(try again().isOutcomeUnknown)
            for isUnknown in [true, false, true] {
                let leased = try again()
                #expect(try scene.store.beginAttempt(of: leased, payload: "a", at: now) == "a")
                let result = AttemptResult.later(at: now, reason: "timeout", isOutcomeUnknown: isUnknown)
                try scene.store.record(leased, as: result, at: now)
                #expect(try again().isOutcomeUnknown == isUnknown)
            }
        },
        Check("no attempt begins with a lease that ran out, that ended or that was taken over") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            let first = try scene.take(message)
            let end = Moment.fixture.adding(seconds: 60)
            #expect(try scene.store.beginAttempt(of: first, payload: "a", at: end) == nil)
            let second = try scene.take(message, at: end)
            #expect(try scene.store.beginAttempt(of: first, payload: "a", at: end) == nil)
            try scene.store.record(second, as: .later(at: end, reason: "x", isOutcomeUnknown: false), at: end)
            #expect(try scene.store.beginAttempt(of: second, payload: "a", at: end) == nil)
            #expect(try scene.record(message).attempts == 0)
        },
    ]

    static let results = [
        Check("each result leaves a message where it says") { contract in
            let scene = try Scene(contract)
            let (now, later) = (Moment.fixture.adding(seconds: 30), Moment.fixture.adding(hours: 1))
            let cases: [(AttemptResult, MessageState, Moment?, Moment?, String?)] = [
                (.sent(providerID: "p"), .sent, nil, now, nil),
                (.later(at: later, reason: "busy 🙈", isOutcomeUnknown: true), .queued, later, nil, "busy 🙈"),
                (.refused(reason: "422: bad", blocksAddress: false), .failed, nil, nil, "422: bad"),
                (.givenUp(reason: "too late"), .dead, nil, nil, "too late"),
            ]
            for (result, state, nextAttemptAt, sentAt, lastError) in cases {
                let message = try scene.queueOne()
                try scene.attempt(message, result, at: now)
                let record = MessageRecord(
                    message: message,
                    state: state,
                    attempts: 1,
                    nextAttemptAt: nextAttemptAt,
                    sentAt: sentAt,
                    delivery: nil,
                    deliveryAt: nil,
                    lastError: lastError
                )
                #expect(try scene.record(message) == record)
                #expect(try (scene.lease(message, at: later) != nil) == (state == .queued))
            }
        },
        Check("a reason and a name of any length are kept as far as there is room") { contract in
            let scene = try Scene(contract)
            let (message, other) = (try scene.queueOne(), try scene.queueOne())
            let long = String(repeating: "🚣", count: 3_000)
            try scene.attempt(message, .refused(reason: long, blocksAddress: false))
            #expect(try scene.record(message).lastError?.hasPrefix(String(repeating: "🚣", count: 500)) == true)
            try scene.attempt(other, .sent(providerID: long))
            #expect(try scene.state(other) == .sent)
        },
        Check("who was overtaken settles nothing, who was only late still does") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            let late = Moment.fixture.adding(minutes: 5)
            let first = try scene.take(message)
            let second = try scene.take(message, at: late)
            for result in [AttemptResult.sent(providerID: "p"), .refused(reason: "x", blocksAddress: true)] {
                try scene.store.record(first, as: result, at: late)
                #expect(try scene.state(message) == .queued)
            }
            #expect(try scene.lease(message, at: late) == nil)
            try scene.store.record(second, as: .sent(providerID: "p"), at: late.adding(hours: 2))
            #expect(try scene.state(message) == .sent)
            try scene.store.record(second, as: .givenUp(reason: "x"), at: late.adding(hours: 2))
            #expect(try scene.state(message) == .sent)
        },
    ]
}
