import BookingAPI
import Scheduling
import Synchronization
import Testing

extension StoreContract {
    static let promiseRaces = [
        Check("of many dispatchers at once one moves a session and tells of it") { contract in
            let scene = try Scene(contract)
            let bookings = try (0..<4).map { try scene.promise(.vancouver, minutesLater: 60 * $0) }
            let doubtful = try scene.promise(.vancouver, minutesLater: 600)
            try scene.rival().promise(.utc, minutesLater: 600)
            let instructorID = scene.instructor.id
            let outcomes = race(contract) { _ = try FollowClockChanges(store: $0).look(at: instructorID) }
            #expect(outcomes.allSatisfy { $0 == nil }, "\(outcomes)")
            for booking in bookings {
                let now = try #require(try scene.booking(booking))
                #expect(now.span.start == booking.span.start.adding(hours: -1))
                #expect([now.revision, now.sequence] == [2, 1])
                #expect(try scene.told(booking).count == 3)
            }
            #expect(try scene.booking(doubtful) == doubtful)
            #expect(try scene.told(doubtful).count == 3)
        },
        Check("a person's move or cancellation at the same instant and the clocks' leave one time, told as it is") {
            contract in
            for isMove in [true, false] {
                let scene = try Scene(contract)
                let booking = try scene.promise(.vancouver)
                let (instructorID, brandID) = (scene.instructor.id, scene.brand.id)
                let turn = Atomic(0)
                let outcomes = race(contract) { store in
                    // Every other thread is a person who changes what is there; the first of them does.
                    guard turn.add(1, ordering: .relaxed).newValue % 2 == 0 else {
                        return _ = try FollowClockChanges(store: store).look(at: instructorID)
                    }
                    try store.withCalendar(of: instructorID, in: brandID, claiming: nil, at: .fixture) { calendar in
                        var now = try #require(try calendar.booking(booking.id))
                        guard now.status == .pending, now.bufferMinutes == 0 else { return }
                        now.revision += 1
                        if isMove {
                            now.keepPromise(startingAt: Clock.utc.start.adding(hours: 5))
                            (now.instructorTimezone, now.bufferMinutes) = ("UTC", 20)
                            now.promisedTime = Clock.time(at: now.span.start)
                        } else {
                            now.become(.cancelled)
                        }
                        try calendar.replace(now)
                    }
                }
                #expect(outcomes.allSatisfy { $0 == nil }, "\(outcomes)")
                let now = try #require(try scene.booking(booking))
                let moves = try scene.told(booking).count { $0.hasPrefix("zone_moved") } / 3
                #expect(moves <= 1)
                #expect(now.revision == 2 + moves)
                #expect(now.status == (isMove ? .pending : .cancelled))
                if isMove { #expect(now.span.start == Clock.utc.start.adding(hours: 5)) }
                #expect(try scene.followClockChanges().moved == 0)
            }
        },
    ]
}
