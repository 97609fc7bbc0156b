import HTTP
package import Scheduling
import Testing

/// Two brands with everything a caller could want to see of the other.
package struct Cast: Sendable {
    package let own: World<Stack>
    package let other: World<Stack>

    /// An instructor of the own brand with a student and a booking of its own.
    package let colleague: Instructor
    package let colleagueToken: String
    package let booking: String
    package let link: String

    /// A fellow student with a booking with the colleague.
    package let fellowToken: String
    package let fellowBooking: String

    /// What the other brand has.
    package let otherBooking: String
    package let otherLink: String

    private let hour = Counter()

    package init(in given: Stack? = nil) throws {
        let stack = try given ?? .shared()
        own = try World(in: stack)
        other = try World(in: stack)
        let nils = try own.colleague()
        (colleague, colleagueToken) = (nils.instructor, nils.instructorToken)
        fellowToken = try own.fellow().studentToken
        let made = try own.book(day(20, at: "10:00"), as: own.studentToken).json
        booking = try #require(made["booking"]["id"].text)
        link = try Cast.secret(in: made)
        let request = nils.request(day(20, at: "10:00"))
        let second = try own.send("POST", "/api/bookings", as: fellowToken, json: request)
        fellowBooking = try #require(second.json["booking"]["id"].text)
        let third = try other.book(day(20, at: "10:00"), as: other.studentToken).json
        otherBooking = try #require(third["booking"]["id"].text)
        otherLink = try Cast.secret(in: third)
    }

    /// The secret of the manage link that came with a new booking.
    private static func secret(in made: JSONValue) throws -> String {
        String(try #require(made["manageUrl"].text?.split(separator: "/").last))
    }

    package func get(_ path: String, _ token: String?) throws -> HTTPAnswer {
        try own.send("GET", "/api/bookings" + path, as: token)
    }

    package func put(_ instructor: ID<Instructor>, _ token: String?) throws -> HTTPAnswer {
        let json = #"{"instructorId":"\#(instructor)","bufferMinutes":\#(5 * hour.next())}"#
        return try own.send("PUT", "/api/bookings/availability", as: token, json: json)
    }

    package func patch(_ id: String, _ json: String, _ token: String?) throws -> HTTPAnswer {
        try own.change(id, json, as: token)
    }

    /// Asks for a time that nobody has; for a guest unless a student books for itself.
    package func book(_ instructor: ID<Instructor>, _ token: String?, alwaysGuest: Bool = false) throws -> HTTPAnswer {
        let isGuest = token != own.studentToken || alwaysGuest
        let json = own.request(day(22 + hour.next(), at: "10:00"), guest: isGuest ? "g@guests.example" : nil)
            .replacing("\(own.instructor.id)", with: "\(instructor)")
        return try own.send("POST", "/api/bookings", as: token, json: json)
    }
}
