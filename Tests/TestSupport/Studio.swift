import BookingStore
import Glibc
import HTTP
package import Scheduling

/// A brand of a stack: what one test has to itself.
package struct Studio: Sendable {
    /// Where it is.
    package let stack: Stack

    /// The brand with its people and their credentials.
    package let seed: SeededBrand

    /// Adds one to a stack; the parameters are those of `SeededBrand`.
    ///
    /// - Throws: `Fault` of the store.
    package init(
        in stack: Stack,
        instructor: Instructor? = nil,
        rules: AvailabilityRules = .everyDay(),
        policy: PaymentPolicy = .trusted,
        guests: Bool = true,
        holdMinutes: Int? = nil
    ) throws {
        self.stack = stack
        seed = try SeededBrand(
            in: stack.store(),
            instructor: instructor,
            rules: rules,
            policy: policy,
            guests: guests,
            holdMinutes: holdMinutes
        )
    }

    package var brand: Brand { seed.brand }
    package var instructor: Instructor { seed.instructor }
    package var student: Student { seed.student }
    package var admin: String { seed.admin }
    package var service: String { seed.service }
    package var instructorToken: String { seed.instructorToken }
    package var studentToken: String { seed.studentToken }

    /// Adds a further instructor with a token.
    package func addInstructor(rules: AvailabilityRules = .everyDay()) throws -> (instructor: Instructor, token: String)
    {
        try seed.addInstructor(rules: rules, in: stack.store())
    }

    /// Adds a further student with a token.
    package func addStudent(email: String) throws -> (student: Student, token: String) {
        let student = Student.fixture(contact: .fixture(email: email))
        _ = try stack.store().add(student, to: brand.id)
        return (student, try token(.student(student.id)))
    }

    /// Adds a credential.
    package func token(_ role: AccessToken.Role, expiresAt: Moment? = nil) throws -> String {
        try seed.token(role, expiresAt: expiresAt, in: stack.store())
    }

    /// Asks for a path as somebody; nobody when there is no token.
    package func send(
        _ method: String,
        _ target: String,
        as token: String? = nil,
        headers: [(String, String)] = [],
        json: String? = nil
    ) throws -> HTTPAnswer {
        var all = headers
        if !headers.contains(where: { $0.0 == "X-Brand" }) { all.append(("X-Brand", brand.slug)) }
        if let token { all.append(("Authorization", "Bearer \(token)")) }
        guard let json else { return try stack.client.send(method, target, headers: all) }
        return try stack.client.send(method, target, headers: all, json: json)
    }

    /// Asks for a time; a token other than the studentToken's names a guest.
    package func book(
        _ startAt: String,
        minutes: Int = 60,
        as token: String?,
        guest: String? = nil,
        headers: [(String, String)] = []
    ) throws -> HTTPAnswer {
        let json = request(
            startAt,
            minutes: minutes,
            guest: token == studentToken ? nil : guest ?? "guest@guests.example"
        )
        return try send("POST", "/api/bookings", as: token, headers: headers, json: json)
    }

    /// The body that asks for a time.
    package func request(_ startAt: String, minutes: Int = 60, guest: String? = nil) -> String {
        let person = guest.map { #","student":{"firstName":"Gil","lastName":"Guest","email":"\#($0)"}"# } ?? ""
        return #"{"instructorId":"\#(instructor.id)","startAt":"\#(startAt)","sessionMinutes":\#(minutes),"#
            + #""studentTimezone":"America/New_York"\#(person)}"#
    }

    /// Changes a booking.
    package func change(
        _ bookingID: String,
        _ json: String,
        as token: String?,
        headers: [(String, String)] = []
    ) throws -> HTTPAnswer {
        try send("PATCH", "/api/bookings/\(bookingID)", as: token, headers: headers, json: json)
    }
}

extension AvailabilityRules {
    /// Open every day 06:00-22:00.
    package static func everyDay(
        timezone: String = "UTC",
        hours: String = "06:00-22:00",
        _ change: (inout AvailabilityRules) -> Void = { _ in }
    ) -> AvailabilityRules {
        fixture(timezone: timezone) { rules in
            rules.weeklyWindows = (0...6).compactMap { day in
                LocalHours(hours).map { WeeklyWindow(dayOfWeek: day, hours: $0) }
            }
            change(&rules)
        }
    }
}

extension Moment {
    /// The present moment.
    package static var now: Moment { Moment(seconds: Glibc.time(nil)) }
}

/// A moment so many days from today, as the contract writes it.
package func day(_ days: Int, at time: String) -> String { "\(date(days))T\(time):00Z" }

/// The date so many days from today, in UTC.
package func date(_ days: Int) -> LocalDate { LocalDate(dayNumber: Moment.now.seconds / 86_400 + days) }

/// The payment with which a student confirms.
package func payment(_ reference: String) -> String {
    #"{"status":"confirmed","payment":{"amountCents":9000,"currency":"EUR","provider":"stripe","#
        + #""providerPaymentId":"\#(reference)"}}"#
}
