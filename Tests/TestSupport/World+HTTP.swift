import Glibc
package import Scheduling

// What is asked in a world through nginx.

extension World where Place == Stack {
    /// The stack that it is in.
    package var stack: Stack { place }

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

    /// Asks for a time; whoever is not the student names a guest.
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
