import HTTP
import Scheduling
import TestSupport
import Testing

struct ListInstructorsTests {
    private let settings = """
        {"timezone": "Europe/Berlin", "sessionMinutes": 60, "slotIntervalMinutes": 15, "bufferMinutes": 15,
         "minimumNoticeMinutes": 0, "advanceBookingDays": 90, "cancellationCutoffHours": 24,
         "maximumSessionsPerDay": null}
        """

    @Test
    func `visitors see the brand's instructors by last name, without e-mail addresses`() throws {
        let app = try TestApp()
        let reply = try app.send("GET /api/bookings/instructors")
        #expect(reply.status == 200)
        #expect(
            try reply.json
                == json(
                    """
                    {"instructors": [
                      {"id": "\(app.hugo.id)", "firstName": "Hugo", "lastName": "Adler", "bio": null, "settings": \(settings)},
                      {"id": "\(app.greta.id)", "firstName": "Greta", "lastName": "Lindqvist", "bio": "Rows since 1999.",
                       "settings": \(settings)}]}
                    """
                )
        )
    }

    @Test
    func `e-mail addresses are for staff only`() throws {
        let app = try TestApp()
        let booking = try app.booked()
        for role in [AccessToken.Role.admin, .service, .instructor(app.hugo.id)] {
            let people = try app.send("GET /api/bookings/instructors", as: role).json["instructors"].elements
            #expect(people.map { $0["email"].text } == ["hugo@instructors.example", "greta@instructors.example"])
        }
        for role in [nil, AccessToken.Role.student(app.ana.id), .manage(booking.id)] {
            #expect(try !app.send("GET /api/bookings/instructors", as: role).text.contains("@"))
        }
    }

    @Test
    func `the first bookable start of each is added when asked for`() throws {
        let app = try TestApp(rules: .fixture { $0.settings.minimumNoticeMinutes = 48 * 60 })
        try app.booked("2026-11-23T08:00:00Z", with: app.hugo)
        let people = try app.send("GET /api/bookings/instructors?include=nextAvailable").json["instructors"].elements
        #expect(people.map { $0["nextAvailable"].text } == ["2026-11-23T09:15:00Z", "2026-11-24T12:00:00Z"])
    }

    @Test
    func `an instructor who is never open has no first start`() throws {
        let app = try TestApp(rules: .fixture { $0.weeklyWindows = [] })
        let people = try app.send("GET /api/bookings/instructors?include=nextAvailable").json["instructors"].elements
        #expect(people.map { $0["nextAvailable"] } == [.string("2026-11-23T08:00:00Z"), .null])
    }

    @Test
    func `nothing else can be included`() throws {
        let app = try TestApp()
        try app.expectRefusal(400, "invalid_field") {
            let reply = try app.send("GET /api/bookings/instructors?include=email")
            #expect(reply.fieldErrors == ["include: format"])
            return reply
        }
    }
}
