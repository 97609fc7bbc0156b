import HTTP
import Scheduling
import TestSupport
import Testing

@testable import BookingAPI

/// Answers of free times are bounded, and their pages fit together.
struct SlotPageTests {
    private static let endless = AvailabilityRules.everyDay(hours: "00:00-24:00") {
        ($0.settings.slotIntervalMinutes, $0.settings.bufferMinutes) = (5, 0)
    }

    @Test(arguments: [false, true])
    func `an answer has 2,000 slots at most, and the next begins where it ends`(explain: Bool) throws {
        let app = try TestApp(rules: Self.endless)
        var date: String? = "2026-11-20"
        var (starts, refused, pages): ([String], [String], Int) = ([], [], 0)
        while let first = date, pages < 30 {
            let path =
                "GET /api/bookings/availability?instructorId=\(app.greta.id)&startDate=\(first)&days=20"
                + "&studentTimezone=America/New_York&sessionMinutes=15&explain=\(explain)"
            let reply = try app.send(path)
            #expect(reply.status == 200)
            let page = reply.json["slots"].elements.compactMap { $0["startAt"].text }
            #expect(page.count <= 2_000 && page.count > 1_500 || reply.json["truncated"] == .null, "\(page.count)")
            #expect(reply.json["refused"].elements.count <= 2_000)
            starts += page
            refused += reply.json["refused"].elements.compactMap { $0["startAt"].text }
            date = reply.json["nextStartDate"].text
            #expect((date != nil) == (reply.json["truncated"] == .bool(true)))
            pages += 1
            if let next = date, next > "2026-12-09" { date = nil }
        }
        #expect(pages >= 3)
        #expect(Set(starts).count == starts.count && starts == starts.sorted())
        // Every five minutes from noon of the 22nd on: nothing was left out at a seam.
        let range = zip(starts, starts.dropFirst())
        #expect(range.allSatisfy { Moment(rfc3339: $1)?.seconds(since: Moment(rfc3339: $0) ?? .fixture) == 300 })
    }

    @Test
    func `what fits says nothing of more`() throws {
        let app = try TestApp()
        let reply = try app.send("GET /api/bookings/availability?instructorId=\(app.greta.id)&days=62")
        #expect(!reply.json.names.contains("truncated") && !reply.json.names.contains("nextStartDate"))
    }
}
