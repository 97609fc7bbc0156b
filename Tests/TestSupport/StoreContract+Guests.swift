import Scheduling
import Testing

extension StoreContract {
    static let guests = [
        Check("a limit is counted to its last, and again when its time is over") { contract in
            let (scene, other) = try pair(contract)
            let limits = [GuestLimit(.request, of: "a@x.example", most: 2, inHours: 1)]
            let count = { (scene: Scene, now: Moment) in
                try scene.store.count(against: limits, in: scene.brand.id, at: now)
            }
            #expect(try count(scene, .fixture) == nil)
            #expect(try count(scene, Moment.fixture.adding(minutes: 10)) == nil)
            let reached = try count(scene, Moment.fixture.adding(minutes: 20))
            #expect(reached == ReachedLimit(limits[0], retryAfterSeconds: 2400))
            #expect(try count(other, Moment.fixture.adding(minutes: 20)) == nil)
            #expect(try count(scene, Moment.fixture.adding(minutes: 60)) == nil)
            #expect(try count(scene, Moment.fixture.adding(minutes: 60))?.retryAfterSeconds == 600)
        },
        Check("of several limits all are counted or none") { contract in
            let scene = try Scene(contract)
            let full = GuestLimit(.brandSMS, of: "", most: 1, inHours: 1)
            let free = GuestLimit(.sms, of: "+49151", most: 1, inHours: 24)
            #expect(try scene.store.count(against: [full], in: scene.brand.id, at: .fixture) == nil)
            #expect(try scene.store.count(against: [free, full], in: scene.brand.id, at: .fixture)?.limit == full)
            #expect(try scene.store.count(against: [free], in: scene.brand.id, at: .fixture) == nil)
            #expect(try scene.store.count(against: [], in: scene.brand.id, at: .fixture) == nil)
        },
        Check("sixty-four at once do not pass a limit") { contract in
            let scene = try Scene(contract)
            let brandID = scene.brand.id
            let limits = [
                GuestLimit(.sms, of: "+4915100000001", most: 5, inHours: 24),
                GuestLimit(.brandSMS, of: "", most: 60, inHours: 1),
            ]
            let outcomes = race(contract, threads: 64) { store in
                if let reached = try store.count(against: limits, in: brandID, at: .fixture) { throw reached }
            }
            #expect(outcomes.count { $0 == nil } == 5)
            #expect(outcomes.compactMap { $0 as? ReachedLimit }.count == 59)
        },
        Check("a refused request changes nothing but what it counts against") { contract in
            let scene = try Scene(contract)
            let limits = [GuestLimit(.request, of: "a@x.example", most: 2, inHours: 1)]
            let claim = IdempotencyClaim.fixture(brandID: scene.brand.id)
            let version = try scene.schedule().calendarVersion
            for _ in 0..<2 {
                #expect(throws: Refusal.tooManyOpen) { try scene.count(limits, claim) { throw Refusal.tooManyOpen } }
            }
            #expect(throws: Refusal.rateLimited(seconds: 3600)) { try scene.count(limits, claim) {} }
            #expect(try scene.schedule().calendarVersion == version)
            // The key that was refused is free again.
            try scene.count([], claim) {}
            #expect(throws: Refusal.notFound) {
                try scene.store.withCalendar(
                    of: .new(),
                    in: scene.brand.id,
                    claiming: nil,
                    counting: [GuestLimit(.request, of: "b@x.example", most: 1, inHours: 1)],
                    at: .fixture
                ) { _ in }
            }
            let again = [GuestLimit(.request, of: "b@x.example", most: 1, inHours: 1)]
            #expect(try scene.store.count(against: again, in: scene.brand.id, at: .fixture) != nil)
        },
        Check("open bookings made as a guest are counted by student and by phone number") { contract in
            let (scene, other) = try pair(contract)
            let phone = "+4915100000001"
            func book(_ day: Int, guest: Bool = true, _ change: (inout Booking) -> Void = { _ in }) throws {
                let booking = Booking.fixture(
                    brandID: scene.brand.id,
                    instructorID: scene.instructor.id,
                    studentID: scene.student.id,
                    span: .fixture(startsIn: day * 1440),
                    contact: .fixture(phone: phone),
                    madeByGuest: guest,
                    change
                )
                try scene.calendar { try $0.add(booking) }
            }
            try book(1)
            try book(2) { $0.become(.confirmed) }
            try book(3, guest: false)
            try book(4) { $0.become(.cancelled) }
            try book(5) { $0.holdExpiresAt = Moment.fixture.adding(hours: 1) }
            let count = { (scene: Scene, id: ID<Student>?, phone: String?, now: Moment) in
                try scene.calendar(at: now) { try $0.openGuestBookings(of: id, phone: phone) }
            }
            #expect(try count(scene, scene.student.id, nil, .fixture) == 3)
            #expect(try count(scene, nil, phone, .fixture) == 3)
            #expect(try count(scene, nil, nil, .fixture) == 0)
            #expect(try count(scene, scene.student.id, phone, Moment.fixture.adding(hours: 1)) == 2)
            #expect(try count(scene, scene.student.id, phone, Moment.fixture.adding(hours: 25)) == 1)
            #expect(try count(other, other.student.id, phone, .fixture) == 0)
        },
        Check("what a booking keeps of a guest comes back as it was") { contract in
            let scene = try Scene(contract)
            let booking = Booking.fixture(
                brandID: scene.brand.id,
                instructorID: scene.instructor.id,
                studentID: scene.student.id,
                madeByGuest: true
            ) { ($0.location, $0.guestWroteLocation) = ("there", true) }
            try scene.calendar { try $0.add(booking) }
            #expect(try scene.booking(booking) == booking)
            let changed = try scene.change(booking) { ($0.guestWroteLocation, $0.guestWroteReason) = (false, true) }
            #expect(try scene.booking(booking) == changed)
        },
        Check("a record that guests made is claimed once, with other details") { contract in
            let (scene, other) = try pair(contract)
            let planted = Student.fixture(
                contact: .fixture(email: "v@x.example", phone: "+4915100000666"),
                claimedAt: nil
            )
            #expect(try scene.store.add(planted, to: scene.brand.id))
            let own = Student.fixture(contact: .fixture(firstName: "Vera", email: "V@x.example", phone: nil))
            let claimed = Student(id: planted.id, contact: own.contact, claimedAt: own.claimedAt)
            #expect(try scene.store.claim(own, in: scene.brand.id) == claimed)
            #expect(try scene.store.student(planted.id, in: scene.brand.id) == claimed)
            let again = Student.fixture(contact: planted.contact)
            #expect(try scene.store.claim(again, in: scene.brand.id) == nil)
            #expect(try scene.store.student(planted.id, in: scene.brand.id) == claimed)
            let elsewhere = Student.fixture(contact: own.contact)
            #expect(try other.store.claim(elsewhere, in: other.brand.id) == elsewhere)
        },
        Check("a student's details are replaced, unless another has the address") { contract in
            let (scene, other) = try pair(contract)
            let ben = Student.fixture(contact: .fixture(email: "ben@x.example"))
            #expect(try scene.store.add(ben, to: scene.brand.id))
            let moved = Student.fixture(id: ben.id, contact: .fixture(email: "benno@x.example", phone: nil))
            #expect(try scene.store.replace(moved, in: scene.brand.id))
            #expect(try scene.store.student(ben.id, in: scene.brand.id) == moved)
            let thief = Student.fixture(id: ben.id, contact: .fixture(email: "ANA@students.example"))
            #expect(try !scene.store.replace(thief, in: scene.brand.id))
            #expect(try !scene.store.replace(moved, in: other.brand.id))
            #expect(
                try scene.store.students(of: scene.brand.id, email: "BENNO@x.example", after: nil, limit: 5) == [moved]
            )
            let all = try scene.store.students(of: scene.brand.id, email: nil, after: nil, limit: 5)
            #expect(Set(all) == [moved, scene.student])
            #expect(
                try scene.store.students(of: scene.brand.id, email: nil, after: all.first?.id, limit: 5)
                    == Array(all.dropFirst())
            )
        },
        Check("what a brand allows to guests comes back as it was") { contract in
            let scene = try Scene(contract)
            var rules = GuestRules.standard
            (rules.openBookings, rules.requestsPerHour, rules.holdMinutes) = (7, 8, 9)
            (rules.smsCountries, rules.smsPerDay, rules.emailsPerDay, rules.smsPerHour) = (["49", "1"], 1, 0, 1000)
            let changed = Brand.fixture(id: scene.brand.id, slug: scene.brand.slug, guests: rules)
            #expect(try scene.store.replace(changed))
            #expect(try scene.store.brand(slug: scene.brand.slug) == changed)
        },
    ]
}

extension Scene {
    /// A transaction that counts, and then does something.
    fileprivate func count(_ limits: [GuestLimit], _ claim: IdempotencyClaim?, _ body: () throws -> Void) throws {
        try store.withCalendar(
            of: instructor.id,
            in: brand.id,
            claiming: claim,
            counting: limits,
            at: .fixture
        ) { _ in try body() }
    }
}
