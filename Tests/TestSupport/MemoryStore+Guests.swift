package import Scheduling

extension MemoryStore {
    /// See `Outbox.count`.
    package func count(against limits: [GuestLimit], in brandID: ID<Brand>, at now: Moment) throws -> ReachedLimit? {
        try access { $0.count(against: limits, in: brandID, at: now) }
    }

    /// See `People.students`.
    package func students(
        of brandID: ID<Brand>,
        email: String?,
        after last: ID<Student>?,
        limit: Int
    ) throws -> [Student] {
        try access { state in
            let found = state.students.values.filter { known in
                known.brandID == brandID
                    && (email == nil || known.student.contact.email.lowercased() == email?.lowercased())
            }
            let sorted = found.map(\.student).sorted { $0.id.description < $1.id.description }
            return Array(sorted.filter { last == nil || $0.id.description > last?.description ?? "" }.prefix(limit))
        }
    }

    /// See `People.replace`.
    package func replace(_ student: Student, in brandID: ID<Brand>) throws -> Bool {
        try access { state in
            guard state.students[student.id]?.brandID == brandID else { return false }
            let other = state.student(email: student.contact.email, in: brandID)
            guard other == nil || other?.id == student.id else { return false }
            state.students[student.id] = MemoryState.BrandStudent(brandID: brandID, student: student)
            return true
        }
    }

    /// See `TestStore.claim`.
    package func claim(_ student: Student, in brandID: ID<Brand>) throws -> Student? {
        try access { state in
            let known = state.student(email: student.contact.email, in: brandID)
            guard known?.claimedAt == nil else { return nil }
            let claimed = Student(id: known?.id ?? student.id, contact: student.contact, claimedAt: student.claimedAt)
            state.students[claimed.id] = MemoryState.BrandStudent(brandID: brandID, student: claimed)
            return claimed
        }
    }
}

extension MemoryState {
    /// Counts against all the limits, or against none when one has no room.
    mutating func count(against limits: [GuestLimit], in brandID: ID<Brand>, at now: Moment) -> ReachedLimit? {
        var counted = guestCounts
        for limit in GuestLimit.inOrder(limits) {
            let key = CountKey(brandID: brandID, kind: limit.kind, name: limit.name)
            let moments = counted[key, default: []]
            if let seconds = limit.secondsUntilRoom(after: moments, at: now) {
                return ReachedLimit(limit, retryAfterSeconds: seconds)
            }
            counted[key] = limit.recent(moments, at: now) + [now]
        }
        guestCounts = counted
        return nil
    }

    /// See `CalendarTransaction.openGuestBookings`.
    func openGuestBookings(of studentID: ID<Student>?, phone: String?, in brandID: ID<Brand>, at now: Moment) -> Int {
        let open = bookings.values.filter { booking in
            booking.brandID == brandID && booking.madeByGuest && booking.span.end > now
                && (booking.status == .confirmed || booking.status == .pending && !booking.isHoldExpired(at: now))
        }
        let ofPhone = open.count { phone != nil && $0.contact.phone == phone }
        return max(open.count { $0.studentID == studentID }, ofPhone)
    }
}
