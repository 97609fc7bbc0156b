import HTTP
import Scheduling
import TestSupport
import Testing

/// Each kind of caller at each endpoint, with what is its own, a colleague's, another student's and another brand's.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct PermissionTests {
    /// Who calls, in the order of the columns below.
    enum Caller: Int, CaseIterable, Sendable {
        case visitor, link, student, instructor, admin, service, stranger
    }

    /// What is asked for, and the status that each caller gets.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: [Int]
        let ask: @Sendable (Cast, String?) throws -> HTTPAnswer

        init(
            _ name: String,
            _ expected: [Int],
            _ ask: @escaping @Sendable (Cast, String?) throws -> HTTPAnswer
        ) {
            testDescription = name
            self.expected = expected
            self.ask = ask
        }
    }

    // Columns: visitor, manage link, student, instructor, admin, service, another brand's admin.
    private static let rows: [Row] = reading + hours + booking + changing

    private static let reading: [Row] = [
        Row("list instructors", [200, 200, 200, 200, 200, 200, 403]) { try $0.get("/instructors", $1) },
        Row("availability", [200, 200, 200, 200, 200, 200, 403]) { cast, token in
            try cast.get("/availability?instructorId=\(cast.own.instructor.id)", token)
        },
        Row("availability of another brand's", [404, 404, 404, 404, 404, 404, 403]) { cast, token in
            try cast.get("/availability?instructorId=\(cast.other.instructor.id)", token)
        },
        Row("list bookings", [401, 403, 200, 200, 200, 200, 403]) { try $0.get("", $1) },
        Row("list a colleague's bookings", [401, 403, 200, 403, 200, 200, 403]) { cast, token in
            try cast.get("?instructorId=\(cast.colleague.id)", token)
        },
        Row("list bookings of another brand's", [401, 403, 404, 404, 404, 404, 403]) { cast, token in
            try cast.get("?instructorId=\(cast.other.instructor.id)", token)
        },
        Row("show the own booking", [401, 200, 200, 200, 200, 200, 403]) { cast, token in
            try cast.get("/\(cast.booking)", token)
        },
        Row("show a fellow's booking with a colleague", [401, 404, 404, 403, 200, 200, 403]) { cast, token in
            try cast.get("/\(cast.fellowBooking)", token)
        },
        Row("show another brand's booking", [401, 404, 404, 404, 404, 404, 403]) { cast, token in
            try cast.get("/\(cast.otherBooking)", token)
        },
    ]

    private static let hours: [Row] = [
        Row("own hours", [401, 403, 403, 200, 200, 200, 403]) { cast, token in
            try cast.get("/availability/rules?instructorId=\(cast.own.instructor.id)", token)
        },
        Row("a colleague's hours", [401, 403, 403, 403, 200, 200, 403]) { cast, token in
            try cast.get("/availability/rules?instructorId=\(cast.colleague.id)", token)
        },
        Row("hours of another brand's", [401, 403, 403, 404, 404, 404, 403]) { cast, token in
            try cast.get("/availability/rules?instructorId=\(cast.other.instructor.id)", token)
        },
        Row("put own hours", [401, 403, 403, 200, 200, 200, 403]) { cast, token in
            try cast.put(cast.own.instructor.id, token)
        },
        Row("put a colleague's hours", [401, 403, 403, 403, 200, 200, 403]) { cast, token in
            try cast.put(cast.colleague.id, token)
        },
        Row("put hours of another brand's", [401, 403, 403, 404, 404, 404, 403]) { cast, token in
            try cast.put(cast.other.instructor.id, token)
        },
    ]

    private static let booking: [Row] = [
        Row("book", [201, 403, 201, 201, 201, 201, 403]) { cast, token in
            try cast.book(cast.own.instructor.id, token)
        },
        Row("book a colleague", [201, 403, 201, 403, 201, 201, 403]) { cast, token in
            try cast.book(cast.colleague.id, token)
        },
        Row("book another brand's", [404, 403, 404, 404, 404, 404, 403]) { cast, token in
            try cast.book(cast.other.instructor.id, token)
        },
        Row("a student names another", [201, 403, 400, 201, 201, 201, 403]) { cast, token in
            try cast.book(cast.own.instructor.id, token, alwaysGuest: true)
        },
    ]

    private static let changing: [Row] = [
        Row("change the own booking's notes", [401, 403, 200, 200, 200, 200, 403]) { cast, token in
            try cast.patch(cast.booking, #"{"notes":"hello"}"#, token)
        },
        Row("complete the own booking", [401, 403, 403, 409, 409, 409, 403]) { cast, token in
            try cast.patch(cast.booking, #"{"status":"completed"}"#, token)
        },
        Row("write staff's notes", [401, 403, 403, 422, 422, 422, 403]) { cast, token in
            try cast.patch(cast.booking, #"{"instructorNotes":"x"}"#, token)
        },
        Row("change a fellow's booking with a colleague", [401, 404, 404, 403, 200, 200, 403]) { cast, token in
            try cast.patch(cast.fellowBooking, #"{"location":"here"}"#, token)
        },
        Row("cancel another brand's booking", [401, 404, 404, 404, 404, 404, 403]) { cast, token in
            try cast.patch(cast.otherBooking, #"{"status":"cancelled"}"#, token)
        },
    ]

    @Test(arguments: rows)
    func `everybody gets what is theirs, and no more`(row: Row) throws {
        let cast = try Cast()
        for caller in Caller.allCases {
            let answer = try row.ask(cast, cast.token(of: caller))
            #expect(answer.status == row.expected[caller.rawValue], "\(caller): \(answer.text)")
            if answer.status >= 400 { #expect(!answer.text.contains("\(cast.other.student.id)")) }
        }
        #expect(
            try cast.own.stack.sql.rows("SELECT status FROM bookings WHERE id = '\(cast.otherBooking)'") == [
                ["pending"]
            ]
        )
    }

    @Test func `lists hold nothing of others`() throws {
        let cast = try Cast()
        let ids = { (token: String) in
            Set(try cast.get("?upcomingOnly=false", token).json["bookings"].elements.compactMap { $0["id"].text })
        }
        #expect(try ids(cast.own.studentToken) == [cast.booking])
        #expect(try ids(cast.own.instructorToken) == [cast.booking])
        #expect(try ids(cast.own.admin) == [cast.booking, cast.fellowBooking])
        #expect(try ids(cast.own.service) == [cast.booking, cast.fellowBooking])
        let path = "/instructors"
        for token in [nil, cast.own.studentToken] {
            #expect(try !cast.get(path, token).text.contains("@"))
        }
        #expect(try cast.get(path, cast.own.admin).text.contains("nils@instructors.example"))
        #expect(
            try cast.get(path, nil).json["instructors"].elements.map { $0["lastName"].text } == ["Holm", "Lindqvist"]
        )
    }
}

/// Two brands with everything a caller could want to see of the other.
struct Cast: Sendable {
    let own: Studio
    let other: Studio

    /// An instructor of the own brand with a student and a booking of its own.
    let colleague: Instructor
    let colleagueToken: String
    let booking: String
    let link: String

    /// A fellow student with a booking with the colleague.
    let fellowToken: String
    let fellowBooking: String

    /// What the other brand has.
    let otherBooking: String
    let otherLink: String

    private let hour = Counter()

    init(in given: Stack? = nil) throws {
        let stack = try given ?? .shared()
        own = try Studio(in: stack)
        other = try Studio(in: stack)
        (colleague, colleagueToken) = try own.addInstructor()
        fellowToken = try own.addStudent(email: "fellow@students.example").token
        let made = try own.book(day(20, at: "10:00"), as: own.studentToken).json
        booking = try #require(made["booking"]["id"].text)
        link = try Cast.secret(in: made)
        let request = own.request(day(20, at: "10:00")).replacing("\(own.instructor.id)", with: "\(colleague.id)")
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

    func token(of caller: PermissionTests.Caller) -> String? {
        switch caller {
        case .visitor: nil
        case .link: link
        case .student: own.studentToken
        case .instructor: own.instructorToken
        case .admin: own.admin
        case .service: own.service
        case .stranger: other.admin
        }
    }

    func get(_ path: String, _ token: String?) throws -> HTTPAnswer {
        try own.send("GET", "/api/bookings" + path, as: token)
    }

    func put(_ instructor: ID<Instructor>, _ token: String?) throws -> HTTPAnswer {
        let json = #"{"instructorId":"\#(instructor)","bufferMinutes":\#(5 * hour.next())}"#
        return try own.send("PUT", "/api/bookings/availability", as: token, json: json)
    }

    func patch(_ id: String, _ json: String, _ token: String?) throws -> HTTPAnswer {
        try own.change(id, json, as: token)
    }

    /// Asks for a time that nobody has; for a guest unless a student books for itself.
    func book(_ instructor: ID<Instructor>, _ token: String?, alwaysGuest: Bool = false) throws -> HTTPAnswer {
        let isGuest = token != own.studentToken || alwaysGuest
        let json = own.request(day(22 + hour.next(), at: "10:00"), guest: isGuest ? "g@guests.example" : nil)
            .replacing("\(own.instructor.id)", with: "\(instructor)")
        return try own.send("POST", "/api/bookings", as: token, json: json)
    }
}
