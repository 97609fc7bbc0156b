import Scheduling
import Testing

extension StoreContract {
    static let transactions = [
        Check("a transaction that throws has changed nothing") { contract in
            let scene = try Scene(contract)
            let booking = try scene.book()
            let rules = try scene.schedule()
            let student = Student.fixture(contact: .fixture(email: "new@students.example"))
            let token = AccessToken.fixture(brandID: scene.brand.id, role: .manage(booking.id))
            let (added, payment) = (scene.draft(.fixture(startsIn: 60)), Payment.fixture(for: booking))
            let claim = IdempotencyClaim.fixture(brandID: scene.brand.id)
            #expect(throws: Refusal.pastCutoff(hours: 24)) {
                try scene.calendar(claiming: claim) { calendar in
                    _ = try calendar.findOrAdd(student)
                    try calendar.add(added)
                    try calendar.replace(with(booking) { $0.become(.cancelled) })
                    try calendar.add(payment)
                    try calendar.add(BookingEvent.fixture(of: added))
                    try calendar.add([OutboxMessage.fixture(about: added)])
                    try calendar.add(token)
                    _ = try calendar.replaceRules(.fixture(timezone: "UTC"))
                    try calendar.keep(.fixture)
                    throw Refusal.pastCutoff(hours: 24)
                }
            }
            #expect(try scene.list() == [booking])
            #expect(try scene.schedule() == rules)
            #expect(try scene.store.students(of: scene.brand.id) == [scene.student])
            #expect(try scene.store.token(digest: token.digest) == nil)
            #expect(try scene.store.answer(to: claim, at: .fixture) == nil)
            let other = try scene.stranger()
            let payer = try other.book()
            try other.calendar { try $0.add(Payment.fixture(for: payer, id: payment.providerPaymentID)) }
        },
        Check("a transaction returns what its body returns") { contract in
            let result = try Scene(contract).calendar { _ in "done" }
            #expect(result == "done")
        },
        Check("every kind of history and message can be written, a message twice") { contract in
            let scene = try Scene(contract)
            let booking = try scene.book()
            try scene.calendar { calendar in
                for kind in BookingEvent.Kind.allCases {
                    try calendar.add(BookingEvent.fixture(of: booking, kind: kind, from: .pending))
                    try calendar.add(BookingEvent.fixture(of: booking, kind: kind, reason: "krank 🤒"))
                }
                for event in OutboxMessage.Event.allCases {
                    for recipient in OutboxMessage.Recipient.allCases {
                        for channel in OutboxMessage.Channel.allCases {
                            let message = OutboxMessage.fixture(about: booking, event, to: recipient, by: channel)
                            try calendar.add([message, message])
                        }
                    }
                }
                try calendar.add([])
            }
            #expect(try scene.booking(booking) == booking)
        },
    ]

    static let payments = [
        Check("a provider's payment pays for one booking of a brand only, and blocks no other brand") { contract in
            let (scene, other) = try pair(contract)
            let paid = try scene.book()
            let payment = Payment.fixture(for: paid)
            try scene.calendar { try $0.add(payment) }
            let next = try scene.book(.fixture(startsIn: 60))
            #expect(throws: Refusal.paymentAlreadyUsed) {
                try scene.calendar { calendar in
                    try calendar.replace(with(next) { $0.become(.confirmed) })
                    try calendar.add(Payment.fixture(for: next, id: payment.providerPaymentID))
                }
            }
            #expect(try scene.booking(next) == next)
            let foreign = try other.book()
            let theirs = Payment.fixture(for: foreign, id: payment.providerPaymentID)
            try other.calendar { try $0.add(theirs) }
            for (booking, known) in [(paid, payment), (next, nil), (foreign, nil)] {
                #expect(try scene.calendar { try $0.payment(of: booking.id) } == known)
            }
            #expect(try other.calendar { try $0.payment(of: foreign.id) } == theirs)
        },
        Check("a booking's history is its brand's, in the order in which it was written") { contract in
            let (scene, other) = try pair(contract)
            let (booking, next) = (try scene.book(), try scene.book(.fixture(startsIn: 60)))
            let events = [BookingEvent.Kind.created, .moved, .moved, .confirmed, .cancelled].map {
                BookingEvent($0, of: booking, from: .pending, by: .system, at: .fixture, reason: "\($0)")
            }
            for event in events { try scene.calendar { try $0.add(event) } }
            #expect(try scene.store.events(of: booking.id, in: scene.brand.id) == events)
            #expect(try scene.store.events(of: next.id, in: scene.brand.id).isEmpty)
            #expect(try scene.store.events(of: booking.id, in: other.brand.id).isEmpty)
        },
        Check("another provider's payment, and an id in another case, are other payments") { contract in
            let scene = try Scene(contract)
            let reference = "pi_\(ID<Payment>.new())~a"
            let payments: [(provider: String, id: String)] = [
                ("stripe", reference), ("adyen", reference), ("stripe", reference.uppercased()),
                ("stripe", reference + "b"),
            ]
            for (index, payment) in payments.enumerated() {
                let booking = try scene.book(.fixture(startsIn: 1440 * (index + 1)))
                try scene.calendar {
                    try $0.add(Payment.fixture(for: booking, provider: payment.provider, id: payment.id))
                }
            }
            #expect(try scene.list().count == 4)
        },
    ]

    static let idempotency = [
        Check("an answer is kept byte for byte for its key") { contract in
            let scene = try Scene(contract)
            for location in [nil, "/api/bookings/1"] {
                let claim = IdempotencyClaim.fixture(brandID: scene.brand.id)
                #expect(try scene.store.answer(to: claim, at: .fixture) == nil)
                let answer = StoredAnswer(status: 201, location: location, body: Array("{\"ü\":\"\\u0000\"}\n".utf8))
                try scene.calendar(claiming: claim) { try $0.keep(answer) }
                #expect(try scene.store.answer(to: claim, at: .stable) == answer)
            }
        },
        Check("a key counts for its brand and caller, in its case") { contract in
            let (scene, other) = try pair(contract)
            let claim = IdempotencyClaim.fixture(brandID: scene.brand.id, key: "Key-\(ID<Booking>.new())")
            try scene.calendar(claiming: claim) { try $0.keep(.fixture) }
            let others: [IdempotencyClaim] = [
                .fixture(brandID: other.brand.id, key: claim.key),
                .fixture(brandID: scene.brand.id, caller: "student:1", key: claim.key),
                .fixture(brandID: scene.brand.id, key: claim.key.uppercased()),
                .fixture(brandID: scene.brand.id, key: claim.key + "~"),
            ]
            for claim in others { #expect(try scene.store.answer(to: claim, at: .fixture) == nil) }
        },
        Check("a key used for another request is refused") { contract in
            let scene = try Scene(contract)
            let claim = IdempotencyClaim.fixture(brandID: scene.brand.id)
            try scene.calendar(claiming: claim) { try $0.keep(.fixture) }
            let changed = IdempotencyClaim.fixture(brandID: scene.brand.id, key: claim.key, fingerprint: 2)
            #expect(throws: Refusal.idempotencyMismatch) { try scene.store.answer(to: changed, at: .fixture) }
        },
        Check("a key that has its answer runs nothing again, for a day") { contract in
            let scene = try Scene(contract)
            let claim = IdempotencyClaim.fixture(brandID: scene.brand.id)
            try scene.calendar(claiming: claim) { try $0.keep(.fixture) }
            let lastSecond = Moment(seconds: Moment.fixture.adding(hours: 24).seconds - 1)
            #expect(throws: Refusal.idempotencyInProgress) {
                try scene.calendar(at: lastSecond, claiming: claim) { _ in Issue.record("the body ran") }
            }
            #expect(try scene.store.answer(to: claim, at: lastSecond) == .fixture)
            let nextDay = Moment.fixture.adding(hours: 24)
            #expect(try scene.store.answer(to: claim, at: nextDay) == nil)
            let answer = StoredAnswer(status: 200, location: nil, body: [])
            let changed = IdempotencyClaim.fixture(brandID: scene.brand.id, key: claim.key, fingerprint: 2)
            try scene.calendar(at: nextDay, claiming: changed) { try $0.keep(answer) }
            #expect(try scene.store.answer(to: changed, at: nextDay) == answer)
        },
        Check("a key whose transaction failed is free again") { contract in
            let scene = try Scene(contract)
            let claim = IdempotencyClaim.fixture(brandID: scene.brand.id)
            #expect(throws: Refusal.forbidden) { try scene.calendar(claiming: claim) { _ in throw Refusal.forbidden } }
            try scene.calendar(claiming: claim) { try $0.keep(.fixture) }
            #expect(try scene.store.answer(to: claim, at: .stable) == .fixture)
        },
        Check("an answer may be replaced by one that says more, for as long as it is kept") { contract in
            let scene = try Scene(contract)
            let claim = IdempotencyClaim.fixture(brandID: scene.brand.id)
            let other = IdempotencyClaim.fixture(brandID: scene.brand.id)
            let better = StoredAnswer(status: 201, location: "/api/bookings/2", body: Array("{\"ü\":1}".utf8))
            try scene.store.revise(better, to: claim)
            #expect(try scene.store.answer(to: claim, at: .fixture) == nil)
            for claim in [claim, other] { try scene.calendar(claiming: claim) { try $0.keep(.fixture) } }
            try scene.store.revise(better, to: claim)
            #expect(try scene.store.answer(to: claim, at: .stable) == better)
            #expect(try scene.store.answer(to: other, at: .stable) == .fixture)
            #expect(try scene.store.answer(to: claim, at: Moment.fixture.adding(hours: 24)) == nil)
        },
        Check("an answer counts when it is final, or when its request must have ended") { contract in
            let scene = try Scene(contract)
            let (revised, left) = (
                IdempotencyClaim.fixture(brandID: scene.brand.id), IdempotencyClaim.fixture(brandID: scene.brand.id)
            )
            for claim in [revised, left] { try scene.calendar(claiming: claim) { try $0.keep(.fixture) } }
            let lastSecond = Moment.stable.adding(seconds: -1)
            for claim in [revised, left] {
                #expect(throws: Refusal.idempotencyInProgress) { try scene.store.answer(to: claim, at: lastSecond) }
            }
            let changed = IdempotencyClaim.fixture(brandID: scene.brand.id, key: left.key, fingerprint: 2)
            #expect(throws: Refusal.idempotencyMismatch) { try scene.store.answer(to: changed, at: lastSecond) }
            try scene.store.revise(.fixture, to: revised)
            #expect(try scene.store.answer(to: revised, at: .fixture) == .fixture)
            #expect(throws: Refusal.idempotencyInProgress) { try scene.store.answer(to: left, at: lastSecond) }
            #expect(try scene.store.answer(to: left, at: .stable) == .fixture)
        },
        Check("without a key no answer is kept") { contract in
            try Scene(contract).calendar { try $0.keep(.fixture) }
        },
        Check("of many requests with one key at once, one runs") { contract in
            let scene = try Scene(contract)
            let (brand, instructor, student) = (scene.brand.id, scene.instructor.id, scene.student.id)
            let claim = IdempotencyClaim.fixture(brandID: brand)
            let outcomes = race(contract) { store in
                try store.withCalendar(of: instructor, in: brand, claiming: claim, at: .fixture) { calendar in
                    let start = try calendar.schedule(busyWithin: .wide).busy.count * 1440
                    let span = TimeSpan.fixture(startsIn: start)
                    try calendar.add(
                        Booking.fixture(brandID: brand, instructorID: instructor, studentID: student, span: span)
                    )
                    try calendar.keep(.fixture)
                }
            }
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.compactMap { $0 as? Refusal } == Array(repeating: .idempotencyInProgress, count: 5))
            #expect(try scene.list().count == 1)
        },
    ]

    private static func with(_ booking: Booking, _ change: (inout Booking) -> Void) -> Booking {
        var changed = booking
        change(&changed)
        changed.revision += 1
        return changed
    }
}
