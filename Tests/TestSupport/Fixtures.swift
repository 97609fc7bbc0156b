package import BookingAPI
package import Scheduling

// One fixture per value: a test overrides only what it is about.

extension Moment {
    /// The moment at which tests happen: Sunday 2026-11-22, 12:00 UTC.
    package static let fixture = Moment(seconds: 1_795_348_800)
}

extension Brand {
    /// A brand that takes guests and lets staff confirm.
    package static func fixture(
        id: ID<Brand> = .new(),
        slug: String = "river-school",
        name: String = "River School",
        allowsGuests: Bool = true,
        paymentPolicy: PaymentPolicy = .staff,
        pendingHoldMinutes: Int? = nil,
        language: String = "en",
        guests: GuestRules = .standard
    ) -> Brand {
        Brand(
            id: id,
            slug: slug,
            name: name,
            allowsGuests: allowsGuests,
            paymentPolicy: paymentPolicy,
            pendingHoldMinutes: pendingHoldMinutes,
            language: language,
            guests: guests
        )
    }
}

extension Instructor {
    /// An instructor with a bio.
    package static func fixture(
        id: ID<Instructor> = .new(),
        firstName: String = "Greta",
        lastName: String = "Lindqvist",
        email: String = "greta@instructors.example",
        bio: String? = "Rows since 1999."
    ) -> Instructor {
        Instructor(id: id, firstName: firstName, lastName: lastName, email: email, bio: bio)
    }
}

extension ContactDetails {
    /// A student who can be reached by e-mail and phone.
    package static func fixture(
        firstName: String = "Ana",
        lastName: String = "Souza",
        email: String = "ana@students.example",
        phone: String? = "+4915112345678"
    ) -> ContactDetails {
        ContactDetails(firstName: firstName, lastName: lastName, email: email, phone: phone)
    }
}

extension Student {
    /// A student with e-mail and phone.
    package static func fixture(
        id: ID<Student> = .new(),
        contact: ContactDetails = .fixture(),
        claimedAt: Moment? = .fixture
    ) -> Student {
        Student(id: id, contact: contact, claimedAt: claimedAt)
    }
}

extension LocalHours {
    /// Hours as the contract writes them, such as `09:00-17:00`; nil for anything else.
    package init?(_ text: String) {
        let ends = text.split(separator: "-").compactMap { LocalTime($0) }
        guard ends.count == 2 else { return nil }
        self.init(start: ends[0], end: ends[1])
    }
}

extension AvailabilityRules {
    /// Open on weekdays 09:00-17:00 with the default settings.
    ///
    /// - Parameters:
    ///   - timezone: IANA name.
    ///   - change: what differs from the defaults.
    /// - Returns: the rules.
    package static func fixture(
        timezone: String = "Europe/Berlin",
        _ change: (inout AvailabilityRules) -> Void = { _ in }
    ) -> AvailabilityRules {
        var settings = SchedulingSettings.standard
        settings.timezone = timezone
        let windows = (1...5).compactMap { day in
            LocalHours("09:00-17:00").map { WeeklyWindow(dayOfWeek: day, hours: $0) }
        }
        var rules = AvailabilityRules(version: 1, settings: settings, weeklyWindows: windows, dateOverrides: [])
        change(&rules)
        return rules
    }
}

extension TimeSpan {
    /// A span that starts that many minutes after `Moment.fixture`.
    package static func fixture(startsIn minutes: Int = 24 * 60 + 180, minutes length: Int = 60) -> TimeSpan {
        let start = Moment.fixture.adding(minutes: minutes)
        return TimeSpan(start: start, end: start.adding(minutes: length))
    }
}

extension Booking {
    /// A pending booking of tomorrow 15:00 UTC, made now.
    ///
    /// - Parameters:
    ///   - brandID: the brand that sold it.
    ///   - instructorID: who gives it.
    ///   - studentID: who takes it.
    ///   - span: the session.
    ///   - id: its id.
    ///   - contact: who is told.
    ///   - madeByGuest: whether nobody was signed in.
    ///   - createdAt: when it was made, and its time agreed.
    ///   - change: what differs from a plain pending booking.
    /// - Returns: the booking.
    package static func fixture(
        brandID: ID<Brand>,
        instructorID: ID<Instructor>,
        studentID: ID<Student>,
        span: TimeSpan = .fixture(),
        id: ID<Booking> = .new(),
        contact: ContactDetails = .fixture(),
        madeByGuest: Bool = false,
        createdAt: Moment = .fixture,
        _ change: (inout Booking) -> Void = { _ in }
    ) -> Booking {
        let day = span.start.seconds / 86_400
        guard let time = LocalTime(minutes: span.start.seconds / 60 - day * 1440) else {
            preconditionFailure("a minute of a day is a time")
        }
        var booking = Booking(
            id: id,
            brandID: brandID,
            instructorID: instructorID,
            studentID: studentID,
            contact: contact,
            madeByGuest: madeByGuest,
            status: .pending,
            paymentStatus: .unpaid,
            paymentReference: nil,
            span: span,
            bufferMinutes: 15,
            scheduledAt: createdAt,
            studentTimezone: "America/New_York",
            instructorTimezone: "UTC",
            promisedDate: LocalDate(dayNumber: day),
            promisedTime: time,
            location: nil,
            notes: nil,
            instructorNotes: nil,
            cancellationReason: nil,
            holdExpiresAt: nil,
            confirmedAt: nil,
            completedAt: nil,
            cancelledAt: nil,
            noShowAt: nil,
            reminderSentAt: nil,
            createdAt: createdAt,
            updatedAt: createdAt,
            revision: 1,
            sequence: 0
        )
        change(&booking)
        return booking
    }
}

extension AccessToken {
    /// A credential that never expires; its digest is 32 random bytes.
    ///
    /// - Parameters:
    ///   - brandID: where it counts.
    ///   - role: what its bearer is.
    ///   - digest: what is stored of its secret.
    ///   - createdAt: when it was made.
    ///   - expiresAt: when it ends; nil is never.
    ///   - revokedAt: when it was revoked.
    /// - Returns: the credential.
    package static func fixture(
        brandID: ID<Brand>,
        role: Role = .admin,
        digest: [UInt8] = (0..<32).map { _ in UInt8.random(in: 0...255) },
        createdAt: Moment = .fixture,
        expiresAt: Moment? = nil,
        revokedAt: Moment? = nil
    ) -> AccessToken {
        AccessToken(
            id: .new(),
            brandID: brandID,
            role: role,
            digest: digest,
            prefix: "cb_\(role.name)_ab",
            createdAt: createdAt,
            lastUsedAt: nil,
            expiresAt: expiresAt,
            revokedAt: revokedAt
        )
    }
}

extension Booking {
    /// Puts it into that state, with the moment at which it came there.
    package mutating func become(_ status: BookingStatus, at moment: Moment = .fixture) {
        self.status = status
        switch status {
        case .pending: break
        case .confirmed: confirmedAt = moment
        case .completed: completedAt = moment
        case .cancelled: cancelledAt = moment
        case .noShow: noShowAt = moment
        }
    }
}

extension Payment {
    /// 50.00 euros through Stripe.
    package static func fixture(
        for booking: Booking,
        provider: String = "stripe",
        id: String = "pi_\(ID<Payment>.new())"
    ) -> Payment {
        Payment(
            id: .new(),
            brandID: booking.brandID,
            bookingID: booking.id,
            amountCents: 5000,
            currency: "EUR",
            provider: provider,
            providerPaymentID: id,
            createdAt: .fixture
        )
    }
}

extension BookingEvent {
    /// A line of history by the system.
    package static func fixture(
        of booking: Booking,
        kind: Kind = .created,
        from: BookingStatus? = nil,
        reason: String? = nil
    ) -> BookingEvent {
        BookingEvent(
            brandID: booking.brandID,
            bookingID: booking.id,
            kind: kind,
            actor: "system",
            at: .fixture,
            from: from,
            to: .pending,
            reason: reason
        )
    }
}

extension OutboxMessage {
    /// A message to the student by e-mail.
    ///
    /// - Parameters:
    ///   - booking: what it is about.
    ///   - event: what happened.
    ///   - recipient: whom it is for.
    ///   - channel: how it travels; it goes to the address that the booking has for it.
    ///   - revision: the booking's when nil.
    ///   - createdAt: when it was written.
    ///   - previousStartAt: when the session was to start before.
    ///   - isBudgeted: whether it counts against what guests may have sent.
    /// - Returns: the message.
    package static func fixture(
        about booking: Booking,
        _ event: Event = .created,
        to recipient: Recipient = .student,
        by channel: Channel = .email,
        revision: Int? = nil,
        createdAt: Moment = .fixture,
        previousStartAt: Moment? = nil,
        isBudgeted: Bool = false
    ) -> OutboxMessage {
        OutboxMessage(
            id: .new(),
            brandID: booking.brandID,
            bookingID: booking.id,
            event: event,
            revision: revision ?? booking.revision,
            recipient: recipient,
            channel: channel,
            address: channel == .sms ? booking.contact.phone ?? "+4915112345678" : booking.contact.email,
            createdAt: createdAt,
            previousStartAt: previousStartAt,
            isBudgeted: isBudgeted
        )
    }
}

extension IdempotencyClaim {
    /// A visitor's key.
    ///
    /// - Parameters:
    ///   - brandID: the brand of the request.
    ///   - caller: whose key it is.
    ///   - key: the key; a new one each time.
    ///   - fingerprint: stands for what was asked.
    /// - Returns: the claim.
    package static func fixture(
        brandID: ID<Brand>,
        caller: String = "visitor",
        key: String = "key-\(ID<Booking>.new())",
        fingerprint: UInt8 = 1
    ) -> IdempotencyClaim {
        IdempotencyClaim(
            brandID: brandID,
            caller: caller,
            key: key,
            fingerprint: Array(repeating: fingerprint, count: 32)
        )
    }
}

extension StoredAnswer {
    /// An answer to a new booking.
    package static let fixture = StoredAnswer(status: 201, location: "/api/bookings/1", body: Array("{}".utf8))
}

extension Moment {
    /// When an answer that was kept at `fixture` counts, however its request ended.
    package static let stable = fixture.adding(seconds: 5)
}

extension ManageLinks {
    /// Links of an installation whose key is 32 times the same byte.
    package static func fixture(key: UInt8, previous: UInt8? = nil) -> ManageLinks {
        guard let key = SecretKey(Array(repeating: key, count: 32)) else { preconditionFailure("32 bytes are a key") }
        let previousKey = previous.flatMap { SecretKey(Array(repeating: $0, count: 32)) }
        return ManageLinks(publicURL: "https://book.example", key: key, previousKey: previousKey)
    }

    /// Links of an installation.
    package static let fixture = fixture(key: 1)
}
