import HTTP
import TestSupport
import Testing

/// A brand with one instructor, a student and their tokens, made with the operator's commands.
struct Practice: Sendable {
    let installation: Installation
    let instructor: String
    let student: String
    let instructorToken: String
    let studentToken: String

    init(_ settings: [String: String] = [:]) throws {
        let installation = try Installation(settings)
        self.installation = installation
        _ = try installation.json("brand", "add", "north", "--name", "North", "--payment-policy", "trusted")
        let hours = ["--timezone", "Europe/Berlin", "--weekdays-from", "09:00", "--weekdays-to", "17:00"]
        instructor = try #require(
            installation.json(
                "instructor",
                "add",
                "--brand",
                "north",
                "--first-name",
                "Ida",
                "--last-name",
                "Brandt",
                "--email",
                "ida@example.com",
                hours[0],
                hours[1],
                hours[2],
                hours[3],
                hours[4],
                hours[5]
            )["id"].text
        )
        student = try #require(
            installation.json(
                "student",
                "add",
                "--brand",
                "north",
                "--first-name",
                "Sam",
                "--last-name",
                "Reed",
                "--email",
                "sam@example.com",
                "--phone",
                "+447700900123"
            )["id"].text
        )
        instructorToken = try #require(
            installation.json("token", "add", "--brand", "north", "--role", "instructor", "--subject", instructor)[
                "token"
            ].text
        )
        studentToken = try #require(
            installation.json("token", "add", "--brand", "north", "--role", "student", "--subject", student)["token"]
                .text
        )
    }

    /// Sends a request for the brand.
    func send(
        _ method: String,
        _ path: String,
        token: String? = nil,
        headers: [(String, String)] = [],
        json: String? = nil
    ) throws -> HTTPAnswer {
        var all = [("X-Brand", "north")] + headers
        if let token { all.append(("Authorization", "Bearer \(token)")) }
        guard let json else { return try installation.client.send(method, "/api/bookings\(path)", headers: all) }
        return try installation.client.send(method, "/api/bookings\(path)", headers: all, json: json)
    }

    /// Starts that can be booked, a good while ahead.
    func starts() throws -> [String] {
        let answer = try send("GET", "/availability?instructorId=\(instructor)&days=14")
        guard case .array(let slots) = answer.json["slots"] else { return [] }
        return slots.compactMap { $0["startAt"].text }.suffix(60)
    }

    /// The body of a booking as the signed-in student.
    func session(at start: String) -> String {
        #"{"instructorId":"\#(instructor)","startAt":"\#(start)","sessionMinutes":60,"studentTimezone":"Europe/London"}"#
    }

    /// The body of a booking as a guest.
    func guest(_ number: Int, at start: String) -> String {
        let person = #"{"firstName":"Guest","lastName":"\#(number)","email":"guest\#(number)@example.com"}"#
        return session(at: start).dropLast() + #","student":\#(person)}"#
    }
}
