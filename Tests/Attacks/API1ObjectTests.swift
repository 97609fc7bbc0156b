import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// OWASP API1, broken object level authorization: ids of others in every position in which a request can name one.
///
/// Who may see what of the own brand is `PermissionTests` and `API5FunctionTests`; here what is not one's own cannot
/// even be told from what does not exist.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct API1ObjectTests {
    private let cast: Cast

    init() throws { cast = try Cast() }

    /// An operation with an id in one position.
    private struct Position {
        let name: String
        let method: String
        let target: (String) -> String
        var json: ((String) -> String)?
    }

    /// Every position that the contract has: ids in paths, in queries and in bodies.
    private func positions() throws -> [(position: Position, strange: String)] {
        let document = try ContractDocument(of: cast.own.stack.client)
        let booking = cast.own.request(day(30, at: "10:00"))
        var found: [(Position, String)] = []
        for operation in document.operations {
            let path = operation.path
            if path.contains("{bookingId}") {
                let json = operation.method == "PATCH" ? { (_: String) in #"{"notes":"mine now"}"# } : nil
                let target = { (id: String) in path.replacing("{bookingId}", with: id) }
                found.append(
                    (
                        Position(name: operation.name, method: operation.method, target: target, json: json),
                        cast.otherBooking
                    )
                )
            }
            if path.contains("{studentId}") {
                let target = { (id: String) in path.replacing("{studentId}", with: id) }
                let json = { (_: String) in #"{"firstName":"mine now"}"# }
                found.append(
                    (
                        Position(name: operation.name, method: operation.method, target: target, json: json),
                        "\(cast.other.student.id)"
                    )
                )
            }
            if operation.json["parameters"].elements.contains(where: { $0["name"].text == "instructorId" }) {
                let target = { (id: String) in "\(path)?instructorId=\(id)" }
                found.append(
                    (
                        Position(name: operation.name, method: operation.method, target: target),
                        "\(cast.other.instructor.id)"
                    )
                )
            }
            let reference = operation.json["requestBody"]["content"]["application/json"]["schema"]["$ref"].text
            let schema = document.json["components"]["schemas"][
                reference?.split(separator: "/").last.map(String.init) ?? ""
            ]
            if schema["properties"].names.contains("instructorId") {
                let own = "\(cast.own.instructor.id)"
                let json = { (id: String) in
                    operation.method == "PUT"
                        ? #"{"instructorId":"\#(id)","bufferMinutes":5}"# : booking.replacing(own, with: id)
                }
                found.append(
                    (
                        Position(name: operation.name, method: operation.method, target: { _ in path }, json: json),
                        "\(cast.other.instructor.id)"
                    )
                )
            }
        }
        return found
    }

    @Test func `what is another brand's looks like what does not exist, in every position, to everybody`() throws {
        let positions = try positions()
        #expect(positions.count == 12, "\(positions.map(\.position.name))")
        let statement = try cast.own.stack.sql.dumpStatements()
        let before = try cast.own.stack.sql.dump(statement)
        for (position, strange) in positions {
            for asker in Asker.own {
                let missing = "\(ID<Booking>.new())"
                let answers = try [strange, missing, strange.uppercased()].map { id in
                    try cast.own.send(
                        position.method,
                        position.target(id),
                        as: asker.token(in: cast),
                        json: position.json?(id).replacing(
                            "}",
                            with: asker.isStudent || position.method != "POST" ? "}" : guest
                        )
                    )
                }
                let words = answers.map { $0.text.replacing(/"requestId":"[^"]*"/, with: "") }
                #expect(Set(words).count == 1, "\(position.name) by \(asker): \(words)")
                #expect(
                    Set(answers.map(\.status)).isSubset(of: [401, 403, 404]),
                    "\(position.name) by \(asker): \(words)"
                )
            }
        }
        let isKept = try cast.rowsOfBrands(before) == cast.rowsOfBrands(cast.own.stack.sql.dump(statement))
        #expect(isKept)
    }

    private let guest = #","student":{"firstName":"G","lastName":"H","email":"g@guests.example"}}"#

    @Test func `a cursor of another brand, or a forged one, opens nothing`() throws {
        let start = try #require(Moment(rfc3339: day(20, at: "10:00")))
        let cursors = [
            "\(start.seconds)_\(cast.otherBooking)", "0_00000000-0000-0000-0000-000000000000",
            "\(start.seconds - 1)_ffffffff-ffff-ffff-ffff-ffffffffffff",
        ]
        let own: [(Asker, Set<String>)] = [
            (.student, [cast.booking]), (.fellow, [cast.fellowBooking]), (.instructor, [cast.booking]),
            (.admin, [cast.booking, cast.fellowBooking]), (.service, [cast.booking, cast.fellowBooking]),
        ]
        for cursor in cursors {
            for (asker, mayBeSeen) in own {
                let target = "/api/bookings?limit=1&cursor=\(cursor)"
                let answer = try cast.own.send("GET", target, as: asker.token(in: cast))
                #expect(answer.status == 200)
                let seen = Set(answer.json["bookings"].elements.compactMap { $0["id"].text })
                #expect(seen.isSubset(of: mayBeSeen), "\(cursor) by \(asker)")
            }
        }
    }

    @Test func `a key of another caller or brand never replays its answer`() throws {
        let key = [("Idempotency-Key", "the-same-for-all")]
        var ids: [String] = []
        for (number, asker) in [Asker.student, .fellow, .admin, .service, .instructor, .nobody].enumerated() {
            let json = cast.own.request(
                day(40 + number, at: "10:00"),
                guest: asker.isStudent ? nil : "k@guests.example"
            )
            let token = asker.token(in: cast)
            let made = try cast.own.send("POST", "/api/bookings", as: token, headers: key, json: json)
            #expect(made.status == 201 && made.headers["idempotency-replayed"] == nil, "\(asker): \(made.text)")
            ids.append(try #require(made.json["booking"]["id"].text))
        }
        let json = cast.other.request(day(41, at: "10:00"))
        let strange = try cast.other.send(
            "POST",
            "/api/bookings",
            as: cast.other.studentToken,
            headers: key,
            json: json
        )
        #expect(strange.status == 201 && strange.headers["idempotency-replayed"] == nil)
        ids.append(try #require(strange.json["booking"]["id"].text))
        #expect(Set(ids).count == 7)
        // Nor does a key get past who may ask: the other brand's student, here, with the key that it has used there.
        let refused = try cast.own.send("POST", "/api/bookings", as: cast.other.studentToken, headers: key, json: json)
        #expect(refused.status == 403)
    }

    @Test func `whichever way the brand is named, a token counts in its own only`() throws {
        let host = "h\(cast.own.brand.slug).example"
        #expect(try cast.own.stack.coachbook("brand", "host", host, "--brand", cast.own.brand.slug).exitCode == 0)
        let client = cast.own.stack.client
        func ask(_ token: String, host: String, brand: String?) throws -> HTTPAnswer {
            let named = brand.map { [("X-Brand", $0)] } ?? []
            return try client.send(
                "GET",
                "/api/bookings?upcomingOnly=false",
                headers: [("Host", host), ("Authorization", "Bearer \(token)")] + named
            )
        }
        #expect(try ask(cast.own.admin, host: host, brand: nil).json["bookings"].count == 2)
        #expect(try ask(cast.own.admin, host: host.uppercased() + ":81", brand: nil).json["bookings"].count == 2)
        #expect(try ask(cast.other.admin, host: host, brand: nil).status == 403)
        #expect(try ask(cast.own.admin, host: host, brand: cast.other.brand.slug).status == 403)
        let other = try ask(cast.other.admin, host: host, brand: cast.other.brand.slug)
        #expect(other.json["bookings"].elements.map { $0["id"].text } == [cast.otherBooking])
    }

    @Test func `a version of another booking is no key to this one`() throws {
        let tags = ["\"r1\"", "*", "W/\"r1\""]
        for tag in tags {
            for (asker, status) in [(Asker.fellow, 404), (.colleague, 403), (.strangeAdmin, 403), (.nobody, 401)] {
                let answer = try cast.own.change(
                    cast.booking,
                    #"{"notes":"x"}"#,
                    as: asker.token(in: cast),
                    headers: [("If-Match", tag)]
                )
                #expect(answer.status == status, "\(tag) by \(asker): \(answer.text)")
            }
        }
    }
}

extension Cast {
    /// The rows of a dump that hold an id of the two brands: other tests share the database.
    ///
    /// Counters count refusals too.
    func rowsOfBrands(_ rows: Set<String>) -> Set<String> {
        let ids = [own.brand.id, other.brand.id].map(\.description)
        return rows.filter { row in
            !row.hasPrefix("notifications") && !row.hasPrefix("guest_counts") && ids.contains { row.contains($0) }
        }
    }
}
