import BookingAPI
import HTTP
import Scheduling
import TestSupport
import Testing

/// The API over a store in memory, with two brands and people in each.
///
/// It is Sunday 2026-11-22, 12:00 UTC. Greta and Hugo are open on weekdays, 09:00-17:00 Berlin time; Greta also works
/// for the other brand, with the same hours; Iris works only there.
final class TestApp {
    let store = MemoryStore()
    let messageSender = FakeMessageSender()
    let zones = FixtureZones()
    var now = Moment.fixture
    var settings = App.Settings(links: .fixture, cronSecret: nil)

    let brand: Brand
    let other = Brand.fixture(slug: "hill-school")
    let greta = Instructor.fixture()
    let hugo = Instructor.fixture(firstName: "Hugo", lastName: "Adler", email: "hugo@instructors.example", bio: nil)
    let iris = Instructor.fixture(firstName: "Iris", lastName: "Zahn", email: "iris@instructors.example")
    let ana = Student.fixture()
    let ben = Student.fixture(contact: .fixture(firstName: "Ben", email: "ben@students.example", phone: nil))
    let cleo = Student.fixture(contact: .fixture(firstName: "Cleo", email: "cleo@students.example"))

    private(set) var faults: [any Error] = []
    private var secrets: [String: String] = [:]

    init(
        brand: Brand = .fixture(),
        rules: AvailabilityRules = .fixture()
    ) throws {
        self.brand = brand
        let world = try World(
            in: store,
            brand: brand,
            instructor: greta,
            student: ana,
            rules: rules,
            hasCredentials: false
        )
        _ = try world.colleague(hugo, rules: .fixture())
        _ = try world.fellow(ben)
        _ = try world.rival(brand: other, student: cleo, rules: .fixture()).colleague(iris, rules: .fixture())
        let roles: [AccessToken.Role] = [
            .admin, .service, .instructor(greta.id), .instructor(hugo.id), .student(ana.id), .student(ben.id),
        ]
        for role in roles { _ = try secret(of: role, in: brand) }
        for role in [AccessToken.Role.admin, .instructor(greta.id), .student(cleo.id)] {
            _ = try secret(of: role, in: other)
        }
    }

    /// Sends a request as nginx would hand it over: `GET /api/bookings?limit=5`, with JSON as body.
    ///
    /// Without `role` it is a visitor's; `home` is the brand of the credential. The brand of the request is this one
    /// unless a header says otherwise.
    func send(
        _ target: String,
        _ body: String? = nil,
        as role: AccessToken.Role? = nil,
        from home: Brand? = nil,
        headers: [(String, String)] = [],
        remoteAddress: String = "203.0.113.7"
    ) throws -> Reply {
        let words = target.split(separator: " ", maxSplits: 1)
        let address = try #require(words.last).split(separator: "?", maxSplits: 1)
        var fields = Headers(headers)
        if fields.count(of: "x-brand") == 0 { fields.add("X-Brand", brand.slug) }
        if let role { fields.add("Authorization", "Bearer \(try secret(of: role, in: home ?? brand))") }
        if body != nil, fields.count(of: "content-type") == 0 { fields.add("Content-Type", "application/json") }
        let request = Request(
            id: "r1",
            method: String(words[0]),
            path: String(address[0]),
            query: address.count > 1 ? String(address[1]) : "",
            headers: fields,
            host: "unknown.example",
            remoteAddress: remoteAddress,
            body: Array((body ?? "").utf8)
        )
        return Reply(send(request))
    }

    /// Sends a request as it is.
    func send(_ request: Request) -> Response {
        let app = App(
            store: store,
            messageSender: messageSender,
            zones: zones,
            settings: settings,
            now: { self.now },
            noteUse: { self.noteUse($0, $1) },
            report: { fault, _ in self.faults.append(fault) }
        )
        return answer(request, app)
    }

    private func noteUse(_ tokenID: ID<AccessToken>, _ moment: Moment) {
        do { try store.markUsed(tokenID, at: moment) } catch { faults.append(error) }
    }

    /// A credential of that role, made when it is first asked for.
    func secret(of role: AccessToken.Role, in brand: Brand) throws -> String {
        let name = "\(role) \(brand.slug)"
        if let secret = secrets[name] { return secret }
        let (secret, token) = TokenSecret.make(role, in: brand.id, at: now)
        try store.add(token)
        secrets[name] = secret
        return secret
    }

    /// A booking that is in the store already: Greta's with Ana, Tuesday 09:00 Berlin time, pending.
    @discardableResult
    func booked(
        _ start: String = "2026-11-24T08:00:00Z",
        minutes: Int = 60,
        with instructor: Instructor? = nil,
        of student: Student? = nil,
        in brand: Brand? = nil,
        _ change: (inout Booking) -> Void = { _ in }
    ) throws -> Booking {
        let (brand, student) = (brand ?? self.brand, student ?? ana)
        let start = try #require(Moment(rfc3339: start))
        let instructorID = (instructor ?? greta).id
        let booking = Booking.fixture(
            brandID: brand.id,
            instructorID: instructorID,
            studentID: student.id,
            span: TimeSpan(start: start, end: start.adding(minutes: minutes)),
            contact: student.contact
        ) {
            $0.instructorTimezone = "Europe/Berlin"
            change(&$0)
        }
        try store.withCalendar(of: instructorID, in: brand.id, claiming: nil, at: now) { try $0.add(booking) }
        _ = try secret(of: .manage(booking.id), in: brand)
        return booking
    }

    /// The booking as the store has it.
    func stored(_ booking: Booking) throws -> Booking {
        try #require(store.state.bookings[booking.id])
    }

    /// Expects a refusal that changes nothing.
    func expectRefusal(
        _ status: Int,
        _ code: String,
        _ comment: String = "",
        sourceLocation: SourceLocation = #_sourceLocation,
        of send: () throws -> Reply
    ) throws {
        let before = store.state
        let reply = try send()
        #expect(reply.status == status, "\(comment) \(reply.text)", sourceLocation: sourceLocation)
        #expect(reply.json["code"] == .string(code), "\(comment) \(reply.text)", sourceLocation: sourceLocation)
        #expect(reply.isProblem, "\(comment) \(reply.text)", sourceLocation: sourceLocation)
        let isKept = store.state == before
        #expect(isKept, "\(comment) changed something", sourceLocation: sourceLocation)
        #expect(faults.isEmpty || status >= 500, "\(comment) \(faults)", sourceLocation: sourceLocation)
    }
}

/// An answer and its JSON.
struct Reply {
    let response: Response
    let json: JSONValue

    init(_ response: Response) {
        self.response = response
        json = (try? JSONValue.parse(response.body)) ?? .null
    }

    var status: Int { response.status }
    var text: String { String(decoding: response.body, as: UTF8.self) }

    /// Whether it is a refusal in the contract's shape (RFC 9457), with one or more sentences for people.
    var isProblem: Bool {
        response.header("Content-Type") == "application/problem+json" && response.header("Cache-Control") == "no-store"
            && json["type"] == .string("about:blank") && json["title"] == .string(reasonPhrase(status))
            && json["status"] == .integer(status) && json["requestId"] == .string("r1")
            && json["detail"].text?.hasSuffix(".") == true
    }

    /// The fields that a refusal names, each with its code.
    var fieldErrors: [String] {
        json["errors"].elements.map { "\($0["field"].text ?? "?"): \($0["code"].text ?? "?")" }
    }
}

extension JSONValue {
    /// The names of an object's members, sorted.
    var names: [String] {
        if case .object(let members) = self { members.keys.sorted() } else { [] }
    }
}

/// The JSON that a test expects.
func json(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }
