import Scheduling
import Testing

extension StoreContract {
    static let reports = [
        Check("a report moves a message forward only, and counts once") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            try scene.attempt(message, .sent(providerID: "p"))
            let steps: [(DeliveryReport.Status, Bool, DeliveryReport.Status)] = [
                (.sent, true, .sent), (.accepted, false, .sent), (.sent, false, .sent), (.delayed, true, .delayed),
                (.delivered, true, .delivered), (.sent, false, .delivered), (.complained, true, .complained),
                (.bounced, false, .complained),
            ]
            for (index, (status, isNews, kept)) in steps.enumerated() {
                let report = DeliveryReport.fixture(about: message, status)
                let now = Moment.fixture.adding(minutes: index)
                #expect(try scene.store.receive(report, at: now) == isNews, "\(status)")
                #expect(try scene.record(message).delivery == kept)
                if isNews { #expect(try scene.record(message).deliveryAt == now) }
                #expect(try !scene.store.receive(report, at: now))
            }
            #expect(try scene.record(message).state == .sent)
        },
        Check("two providers may use the same id for a report") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            let id = "\(message.id)"
            #expect(try scene.store.receive(.fixture(about: message, .sent, id: id), at: .fixture))
            #expect(try scene.store.receive(.fixture(about: message, .delivered, by: "twilio", id: id), at: .fixture))
        },
        Check("a message is known by the provider's name for it too, and an unknown one changes nothing") { contract in
            let scene = try Scene(contract)
            let (message, providerID) = (try scene.queueOne(), "p-\(ID<Booking>.new())")
            try scene.attempt(message, .sent(providerID: providerID))
            let named = DeliveryReport.fixture(about: nil, .delivered, providerID: providerID)
            #expect(try scene.store.receive(named, at: .fixture))
            #expect(try scene.record(message).delivery == .delivered)
            let unknown = DeliveryReport.fixture(about: nil, .bounced, providerID: "p-\(ID<Booking>.new())")
            #expect(try !scene.store.receive(unknown, at: .fixture))
        },
        Check("why a message did not arrive is kept") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            try scene.attempt(message, .sent(providerID: "p"))
            #expect(try scene.store.receive(.fixture(about: message, .sent, reason: "fine"), at: .fixture))
            #expect(try scene.record(message).lastError == nil)
            #expect(try scene.store.receive(.fixture(about: message, .undelivered, reason: "30003"), at: .fixture))
            #expect(try scene.record(message).lastError == "30003")
        },
        Check("a report about an attempt of unknown outcome proves that it went out") { contract in
            let scene = try Scene(contract)
            try scene.bookReminded()
            let leased = try #require(try scene.claim().first)
            #expect(try scene.store.beginAttempt(of: leased, payload: "a", at: .fixture) == "a")
            let message = leased.message
            #expect(try scene.store.receive(.fixture(about: message, .sent, providerID: "p"), at: .fixture))
            #expect(try scene.state(message) == .sent)
            let late = AttemptResult.later(at: .fixture, reason: "timeout", isOutcomeUnknown: true)
            try scene.store.record(leased, as: late, at: .fixture)
            #expect(try scene.state(message) == .sent)
            #expect(try scene.lease(message, at: .fixture.adding(minutes: 5)) == nil)
            let booking = try #require(try scene.store.booking(message.bookingID, in: scene.brand.id, at: .fixture))
            #expect(booking.reminderSentAt == .fixture)
        },
        Check("a report about a message that was never tried does not send it") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            #expect(try scene.store.receive(.fixture(about: message, .delivered), at: .fixture))
            #expect(try scene.state(message) == .queued)
        },
    ]

    static let blocks = [
        Check("an address that is refused for good gets nothing more, on its channel only") { contract in
            let scene = try Scene(contract)
            let email = "Ana-\(scene.brand.id)@Students.example"
            let booking = try scene.book(contact: .fixture(email: email))
            let message = OutboxMessage.fixture(about: booking)
            try scene.calendar { try $0.add([message]) }
            #expect(try scene.store.block(of: email, on: .email) == nil)
            try scene.attempt(message, .refused(reason: "422: no mailbox", blocksAddress: true))
            let block = AddressBlock(reason: "422: no mailbox", since: .fixture)
            #expect(try scene.store.block(of: email, on: .email) == block)
            #expect(try scene.store.block(of: email.lowercased(), on: .email) == block)
            #expect(try scene.store.block(of: email, on: .sms) == nil)
            #expect(try scene.store.block(of: "x" + email, on: .email) == nil)
        },
        Check("a report blocks the address that it names, and lets it go again") { contract in
            let scene = try Scene(contract)
            let address = DeliveryReport.Address(channel: .sms, text: "+\(UInt32.random(in: 1...UInt32.max))")
            func take(_ blocks: Bool, at now: Moment) throws -> Bool {
                let report = DeliveryReport.fixture(
                    about: nil,
                    nil,
                    address: address,
                    blocks: blocks,
                    reason: "stopped"
                )
                return try scene.store.receive(report, at: now)
            }
            let later = Moment.fixture.adding(hours: 1)
            #expect(try !take(false, at: .fixture))
            #expect(try take(true, at: .fixture))
            #expect(try !take(true, at: later))
            let block = AddressBlock(reason: "stopped", since: .fixture)
            #expect(try scene.store.block(of: address.text, on: .sms) == block)
            #expect(try take(false, at: later))
            #expect(try scene.store.block(of: address.text, on: .sms) == nil)
            #expect(try take(true, at: later))
            #expect(try scene.store.block(of: address.text, on: .sms)?.since == later)
        },
        Check("a report that names no address is about the message's own") { contract in
            let scene = try Scene(contract)
            let email = "Ana-\(scene.brand.id)@Students.example"
            let booking = try scene.book(contact: .fixture(email: email))
            let message = OutboxMessage.fixture(about: booking)
            try scene.calendar { try $0.add([message]) }
            try scene.attempt(message, .sent(providerID: "p"))
            #expect(try scene.store.receive(.fixture(about: message, .bounced, blocks: true), at: .fixture))
            #expect(try scene.store.block(of: email, on: .email)?.reason == "bounced")
            #expect(try scene.record(message).delivery == .bounced)
        },
        Check("of many who report the same at once, one changes something") { contract in
            let scene = try Scene(contract)
            let message = try scene.queueOne()
            let report = DeliveryReport.fixture(about: message, .bounced, blocks: true)
            let changes = Claims<OutboxMessage>()
            let outcomes = race(contract, threads: 8) { store in
                if try store.receive(report, at: .fixture) { changes.add([message.id]) }
            }
            #expect(outcomes.allSatisfy { $0 == nil })
            #expect(changes.all == [message.id])
        },
    ]
}

extension DeliveryReport {
    /// A report by Resend with an id of its own.
    fileprivate static func fixture(
        about message: OutboxMessage?,
        _ status: Status?,
        by provider: String = "resend",
        id: String = "evt-\(ID<Booking>.new())",
        providerID: String? = nil,
        address: Address? = nil,
        blocks: Bool? = nil,
        reason: String? = nil
    ) -> DeliveryReport {
        DeliveryReport(
            provider: provider,
            eventID: id,
            providerID: providerID,
            messageID: message?.id,
            status: status,
            address: address,
            blocks: blocks,
            reason: reason
        )
    }
}
