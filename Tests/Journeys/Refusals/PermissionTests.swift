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

extension Cast {
    fileprivate func token(of caller: PermissionTests.Caller) -> String? {
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
}
