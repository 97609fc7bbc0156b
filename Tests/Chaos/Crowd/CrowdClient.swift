import Glibc
import HTTP
import Scheduling
import Synchronization
import TestSupport

/// One client of a crowd: it acts as student, guest, back end and admin in turn, and changes only what it has booked.
struct CrowdClient {
    /// How long it insists on a clear outcome.
    private static let timeouts = Duration.seconds(60)
    private static let mostBookings = 12

    private let number: Int
    private let places: [World<Stack>]
    private let ledger: Ledger
    private let wire: Wire
    private var random: SeededRandom
    private var wishes = 0
    private var mine: [Promise] = []

    init(_ number: Int, on places: [World<Stack>], _ ledger: Ledger, seed: UInt64) {
        self.number = number
        self.places = places
        self.ledger = ledger
        wire = Wire(client: HTTPClient(port: places[0].stack.client.port, timeoutSeconds: 60), ledger: ledger)
        random = SeededRandom(seed: seed)
    }

    /// Does one thing, to its end.
    mutating func act() {
        let choice = draw(0..<100)
        if mine.isEmpty || (choice < 40 && mine.count < CrowdClient.mostBookings) { return book() }
        let index = draw(0..<mine.count)
        switch choice {
        // Nobody believes what a manage link says of a payment.
        case ..<60 where mine[index].state.status == "pending" && !mine[index].token.hasPrefix("cb_manage_"):
            change(index, .pay(reference: "pi_\(mine[index].id)"))
        case ..<75: if let start = chooseStart(at: mine[index].place) { change(index, .move(to: start)) }
        case ..<90: change(index, .cancel)
        default: look(index)
        }
    }

    /// Reads everything that it has once more.
    mutating func finish() {
        for index in mine.indices.reversed() { look(index) }
    }

    private mutating func draw(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func pause() { usleep(useconds_t(draw(50..<400) * 1_000)) }

    // MARK: Booking

    private mutating func book() {
        let place = places[draw(0..<places.count)]
        guard let startAt = chooseStart(at: place) else { return }
        wishes += 1
        let wish = Order(place, startAt: startAt, key: "crowd-\(number)-\(wishes)", person: draw(0..<4), number)
        ledger.note(.open, for: wish.key)
        let begun = ContinuousClock.now
        // Now and then the same request is sent twice at once, as by a client that was too impatient.
        var copies = draw(0..<8) == 0 ? 2 : 1
        while true {
            let outcomes = send(wish, copies)
            let made = outcomes.compactMap { outcome -> HTTPAnswer? in
                if case .answer(let answer) = outcome, answer.status == 201 { answer } else { nil }
            }
            if let first = made.first { return keep(wish, first, made) }
            if outcomes.allSatisfy({ $0.code == "slot_unavailable" }) { return ledger.note(.refused, for: wish.key) }
            guard ContinuousClock.now - begun < CrowdClient.timeouts else {
                return ledger.complain("no clear outcome of \(wish.key)")
            }
            copies = 1
            pause()
        }
    }

    private func send(_ order: Order, _ copies: Int) -> [Wire.Outcome] {
        let outcomes = Mutex<[Wire.Outcome]>([])
        let wire = wire
        let send: @Sendable (Int) -> Void = { _ in
            let outcome = wire.send(
                "book",
                "POST",
                "/api/bookings",
                in: order.place,
                token: order.token,
                headers: [("Idempotency-Key", order.key)],
                json: order.json,
                wanted: [201, 409]
            )
            outcomes.withLock { $0.append(outcome) }
        }
        if copies == 1 { send(0) } else { runThreads(copies, send) }
        return outcomes.withLock { $0 }
    }

    private mutating func keep(_ order: Order, _ first: HTTPAnswer, _ made: [HTTPAnswer]) {
        let booking = first.json["booking"]
        guard let id = booking["id"].text, let state = Promise.State(booking), let link = first.json["manageUrl"].text
        else { return ledger.complain("201 without a booking: \(first.text.prefix(300))") }
        if Set(made.map { $0.json["booking"]["id"].text }).count > 1 {
            ledger.complain("two bookings for \(order.key)")
        }
        if state != Promise.State(status: "pending", startAt: order.startAt, paymentReference: nil) {
            ledger.complain("\(order.key) asked for \(order.startAt) and got \(state)")
        }
        let promise = Promise(
            id: id,
            place: order.place,
            key: order.key,
            token: order.token ?? String(link.split(separator: "/").last ?? ""),
            isByStaff: order.isByStaff,
            hasPhone: order.hasPhone,
            state: state
        )
        ledger.note(.made(id), for: order.key)
        ledger.note(promise)
        ledger.acknowledge("book")
        mine.append(promise)
    }

    /// One of the first starts that are shown, which others want too, or now and then any that somebody might think of;
    /// nil when nothing is to be had.
    private mutating func chooseStart(at place: World<Stack>) -> String? {
        // Most want the same day at the same moment.
        let first = draw(0..<4) == 0 ? draw(3..<24) : 3 + Int(ledger.now / 2) % 21
        if draw(0..<8) == 0 {
            let minutes = draw(0..<64) * 15
            let time = LocalTime(minutes: 360 + minutes)
            return time.map { "\(date(first))T\($0):00Z" }
        }
        let target =
            "/api/bookings/availability?instructorId=\(place.instructor.id)&startDate=\(date(first))&days=2"
            + "&sessionMinutes=60"
        let outcome = wire.send("list", "GET", target, in: place, token: nil, wanted: [200])
        guard case .answer(let answer) = outcome else {
            pause()
            return nil
        }
        let slots = answer.json["slots"].elements
        return slots.isEmpty ? nil : slots[draw(0..<min(8, slots.count))]["startAt"].text
    }

    // MARK: Changing

    private mutating func change(_ index: Int, _ wish: Promise.Wish) {
        var promise = mine[index]
        defer { keep(promise, at: index) }
        if promise.state.after(wish) == promise.state { return }
        let begun = ContinuousClock.now
        while ContinuousClock.now - begun < CrowdClient.timeouts {
            if promise.etag == nil {
                let before = promise.counts
                guard read(&promise) else { return }
                // What was in doubt has come true; this change or one before it.
                if promise.counts != before { return }
            }
            switch ask(promise, for: wish) {
            case .answer(let answer) where answer.status == 200:
                promise.keep(wish)
                promise.etag = answer.headers["etag"]
                if Promise.State(answer.json["booking"]) != promise.state {
                    ledger.complain("\(wish) of \(promise.id) was answered with \(answer.text.prefix(300))")
                }
                return ledger.acknowledge(wish.name)
            case .answer(let answer) where answer.code == "slot_unavailable" && wish.name == "move": return
            case .answer(let answer):
                if answer.status != 412 || promise.doubts.isEmpty {
                    ledger.complain("\(wish) of \(promise.id), \(promise.state): \(answer.text.prefix(300))")
                    if answer.status != 412 { return }
                }
            case .unknown:
                promise.doubts.append(wish)
                ledger.note(promise)
                pause()
            }
            promise.etag = nil
        }
        ledger.complain("no clear outcome of \(wish) of \(promise.id)")
    }

    private func ask(_ promise: Promise, for wish: Promise.Wish) -> Wire.Outcome {
        wire.send(
            wish.name,
            "PATCH",
            "/api/bookings/\(promise.id)",
            in: promise.place,
            token: promise.token,
            headers: promise.etag.map { [("If-Match", $0)] } ?? [],
            json: wish.json,
            wanted: [200, 409, 412]
        )
    }

    /// Reads a booking until there is an answer; false when none comes, or when it is not what it should be.
    private mutating func read(_ promise: inout Promise) -> Bool {
        let begun = ContinuousClock.now
        while ContinuousClock.now - begun < CrowdClient.timeouts {
            let outcome = wire.send(
                "read",
                "GET",
                "/api/bookings/\(promise.id)",
                in: promise.place,
                token: promise.token,
                wanted: [200]
            )
            guard case .answer(let answer) = outcome else {
                pause()
                continue
            }
            let before = promise.counts
            guard let seen = Promise.State(answer.json["booking"]), promise.reconcile(with: seen) else {
                ledger.complain("\(promise.id) should be \(promise.state) but is \(answer.text.prefix(300))")
                return false
            }
            if promise.counts != before { ledger.turnAway() }
            promise.etag = answer.headers["etag"]
            return true
        }
        ledger.complain("\(promise.id) cannot be read")
        return false
    }

    private mutating func look(_ index: Int) {
        var promise = mine[index]
        _ = read(&promise)
        keep(promise, at: index)
    }

    /// Writes down what is known now; of what is cancelled nothing more is asked.
    private mutating func keep(_ promise: Promise, at index: Int) {
        ledger.note(promise)
        mine[index] = promise
        if promise.state.status == "cancelled" { mine.remove(at: index) }
    }
}

extension Wire.Outcome {
    /// The stable word of a refusal.
    var code: String? {
        if case .answer(let answer) = self { answer.code } else { nil }
    }
}
