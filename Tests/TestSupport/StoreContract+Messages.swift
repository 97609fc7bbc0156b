import Scheduling
import Testing

extension StoreContract {
    static let operators = [
        Check("a discarded message is not sent; if it went out nevertheless, it is sent") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            let leased = try scene.take(message)
            #expect(try scene.store.discard(message.id, at: .fixture))
            #expect(try scene.record(message).state == .dead)
            #expect(try scene.record(message).lastError == "discarded")
            #expect(try scene.store.beginAttempt(of: leased, payload: "a", at: .fixture) == nil)
            let later = AttemptResult.later(at: .fixture, reason: "busy", isOutcomeUnknown: true)
            try scene.store.record(leased, as: later, at: .fixture)
            #expect(try scene.state(message) == .dead)
            #expect(try !scene.store.discard(message.id, at: .fixture))
            #expect(try !scene.store.discard(.new(), at: .fixture))
            try scene.store.record(leased, as: .sent(providerID: "p"), at: .fixture)
            #expect(try scene.state(message) == .sent)
        },
        Check("a message that was refused or given up is queued again as new") { contract in
            let scene = try Scene(contract)
            let later = Moment.fixture.adding(hours: 30)
            let ends = [AttemptResult.refused(reason: "x", blocksAddress: false), .givenUp(reason: "x")]
            for (result, isBegun) in [(ends[0], true), (ends[0], false), (ends[1], false)] {
                let message = try scene.queueOne()
                let leased = try scene.take(message)
                if isBegun { _ = try scene.store.beginAttempt(of: leased, payload: "old", at: .fixture) }
                try scene.store.record(leased, as: result, at: .fixture)
                #expect(try scene.store.requeue(message.id, at: later))
                #expect(try scene.record(message).nextAttemptAt == later)
                let again = try scene.take(message, at: later)
                #expect(again.attempts == 0 && again.payload == nil && again.firstAttemptAt == nil)
                #expect(!again.isOutcomeUnknown)
                #expect(try scene.store.beginAttempt(of: again, payload: "new", at: later) == "new")
            }
        },
        Check("a message of unknown outcome that is queued again keeps the doubt") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            try scene.attempt(message, .givenUp(reason: "no answer"))
            #expect(try scene.store.requeue(message.id, at: .fixture))
            let again = try scene.take(message)
            #expect(again.isOutcomeUnknown)
            #expect(again.payload == "payload")
            #expect(again.firstAttemptAt == .fixture)
        },
        Check("what is queued or sent is not queued again") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            #expect(try !scene.store.requeue(message.id, at: .fixture))
            try scene.attempt(message, .sent(providerID: "p"))
            #expect(try !scene.store.requeue(message.id, at: .fixture))
            #expect(try !scene.store.requeue(.new(), at: .fixture))
        },
        Check("a message is about the booking as it is now, with its brand, instructor and cutoff") { contract in
            let scene = try Scene(contract, rules: .fixture { $0.settings.cancellationCutoffHours = 7 })
            let message = try scene.queueOne()
            let old = try #require(try scene.store.subject(of: message)).booking
            let booking = try scene.change(old) { $0.location = "Pier 4" }
            let subject = MessageSubject(
                booking: booking,
                brand: scene.brand,
                instructor: scene.instructor,
                cutoffHours: 7
            )
            #expect(try scene.store.subject(of: message) == subject)
            #expect(try scene.store.subject(of: booking.id, in: scene.brand.id) == subject)
            #expect(try scene.store.subject(of: booking.id, in: scene.stranger().brand.id) == nil)
            #expect(try scene.store.subject(of: .new(), in: scene.brand.id) == nil)
        },
        Check("a booking's messages are listed from the oldest, in its brand only") { contract in
            let scene = try Scene(contract)
            let booking = try scene.book()
            let messages = [3, 1, 2].map {
                OutboxMessage.fixture(about: booking, revision: $0, createdAt: .fixture.adding(seconds: $0))
            }
            try scene.calendar { try $0.add(messages) }
            _ = try scene.queue(2)
            let records = try scene.store.messages(of: booking.id, in: scene.brand.id)
            #expect(records.map(\.message.revision) == [1, 2, 3])
            #expect(records.map(\.nextAttemptAt) == [4, 5, 6].map { .fixture.adding(seconds: $0) })
            #expect(try scene.store.messages(of: booking.id, in: scene.stranger().brand.id).isEmpty)
        },
        Check("a brand's messages are listed from the newest, by state, as many as asked for") { contract in
            let (scene, other) = try pair(contract)
            let messages = try (0..<4).map { try scene.queueOne(at: .fixture.adding(seconds: $0)) }
            let foreign = try other.queueOne(at: .fixture.adding(hours: 24 * 400))
            try scene.attempt(messages[1], .sent(providerID: "p"))
            try scene.attempt(messages[3], .refused(reason: "x", blocksAddress: false))
            func ids(_ state: MessageState?, _ brand: Brand?, _ limit: Int = 9) throws -> [ID<OutboxMessage>] {
                try scene.store.messages(in: state, of: brand?.id, limit: limit).map(\.message.id)
            }
            #expect(try ids(nil, scene.brand) == messages.reversed().map(\.id))
            #expect(try ids(nil, scene.brand, 2) == [messages[3].id, messages[2].id])
            #expect(try ids(.queued, scene.brand) == [messages[2].id, messages[0].id])
            #expect(try ids(.sent, scene.brand) == [messages[1].id])
            #expect(try ids(.failed, scene.brand) == [messages[3].id])
            #expect(try ids(.dead, scene.brand).isEmpty)
            #expect(try ids(nil, other.brand) == [foreign.id])
            #expect(try ids(.queued, nil, 100).contains(foreign.id))
        },
    ]

    static let due = [
        Check("what is due is leased in its order, three seconds after it was written") { contract in
            try contract.atDawn { scene in
                let messages = try [20, 0, 10].map { try scene.queueOne(at: .dawn.adding(seconds: $0)) }
                let order = [messages[1].id, messages[2].id, messages[0].id]
                func due(_ seconds: Int, limit: Int = 10) throws -> [ID<OutboxMessage>] {
                    let now = Moment.dawn.adding(seconds: seconds)
                    return try scene.store.lease(.due, limit: limit, leaseSeconds: 60, at: now).map(\.message.id)
                }
                #expect(try due(2).isEmpty)
                #expect(try due(3) == [order[0]])
                #expect(try due(12).isEmpty)
                #expect(try due(23, limit: 1) == [order[1]])
                #expect(try due(23) == [order[2]])
                #expect(try due(63) == [order[0]])
                #expect(try due(200) == order)
            }
        },
        Check("what was put off is due when it was put off to") { contract in
            try contract.atDawn { scene in
                let message = try scene.queueOne(at: .dawn)
                let (now, later) = (Moment.dawn.adding(seconds: 5), Moment.dawn.adding(seconds: 100))
                try scene.attempt(message, .later(at: later, reason: "busy", isOutcomeUnknown: false), at: now)
                let early = later.adding(seconds: -1)
                #expect(try scene.store.lease(.due, limit: 10, leaseSeconds: 60, at: early).isEmpty)
                #expect(try scene.store.lease(.due, limit: 10, leaseSeconds: 60, at: later).map(\.message) == [message])
            }
        },
        Check("what is older than a day is given up, and does not hide what is not") { contract in
            try contract.atDawn { scene in
                let old = try scene.queue(3, at: .dawn)
                let young = try scene.queueOne(at: .dawn.adding(seconds: 1))
                let now = Moment.dawn.adding(seconds: 86_401)
                #expect(try scene.store.lease(.due, limit: 2, leaseSeconds: 60, at: now).map(\.message) == [young])
                for message in old {
                    #expect(try scene.state(message) == .dead)
                    #expect(try scene.record(message).lastError == "older than 24 hours")
                }
                #expect(try scene.store.requeue(old[0].id, at: now))
                let later = now.adding(hours: 24)
                #expect(try scene.store.lease(.due, limit: 2, leaseSeconds: 0, at: later).map(\.message) == [old[0]])
                let end = later.adding(seconds: 1)
                #expect(try scene.store.lease(.due, limit: 2, leaseSeconds: 0, at: end).isEmpty)
                #expect(try scene.state(young) == .dead)
            }
        },
    ]
}
