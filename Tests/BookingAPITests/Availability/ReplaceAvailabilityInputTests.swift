import HTTP
import Scheduling
import TestSupport
import Testing

struct ReplaceAvailabilityInputTests {
    private func refused(_ members: String) throws -> [String] {
        let app = try TestApp()
        var errors: [String] = []
        try app.expectRefusal(400, "invalid_field", members) {
            let body = "{\"instructorId\": \"\(app.greta.id)\", \(members)}"
            let reply = try app.send("PUT /api/bookings/availability", body, as: .admin)
            errors = reply.fieldErrors
            return reply
        }
        return errors
    }

    @Test(arguments: [
        ("timezone", #""PST""#, "format"), ("timezone", #""""#, "format"),
        ("timezone", "1", "type"), ("timezone", #""GMT+5""#, "format"),
        ("timezone", #""posix/Europe/Berlin""#, "format"),
        ("sessionMinutes", "10", "range"), ("sessionMinutes", "485", "range"), ("sessionMinutes", "62", "range"),
        ("slotIntervalMinutes", "0", "range"),
        ("slotIntervalMinutes", "245", "range"),
        ("slotIntervalMinutes", "7", "range"), ("bufferMinutes", "-5", "range"), ("bufferMinutes", "245", "range"),
        ("bufferMinutes", "12", "range"), ("bufferMinutes", "\"15\"", "type"), ("bufferMinutes", "1.5", "type"),
        ("minimumNoticeMinutes", "-1", "range"), ("minimumNoticeMinutes", "43201", "range"),
        ("advanceBookingDays", "0", "range"), ("advanceBookingDays", "366", "range"),
        ("cancellationCutoffHours", "-1", "range"), ("cancellationCutoffHours", "721", "range"),
        ("cancellationCutoffHours", "true", "type"), ("maximumSessionsPerDay", "0", "range"),
        ("maximumSessionsPerDay", "49", "range"), ("maximumSessionsPerDay", "[]", "type"),
        ("weeklySlots", "{}", "type"),
        ("dateOverrides", "1", "type"), ("settings", "{}", "unknown"),
        ("conflicts", "[]", "unknown"), ("version", "1", "unknown"),
    ])
    func `a part that cannot be used is named`(name: String, value: String, code: String) throws {
        #expect(Set(try refused("\"\(name)\": \(value)")) == ["\(name): \(code)"])
    }

    @Test
    func `null leaves a part as it was, and takes a limit away`() throws {
        let app = try TestApp(rules: .fixture { $0.settings.maximumSessionsPerDay = 3 })
        let path = "/api/bookings/availability"
        let before = try app.send("GET \(path)/rules?instructorId=\(app.greta.id)", as: .admin).json
        let names = [
            "timezone", "sessionMinutes", "slotIntervalMinutes", "bufferMinutes", "minimumNoticeMinutes",
            "advanceBookingDays", "cancellationCutoffHours", "weeklySlots", "dateOverrides",
        ]
        let nulls = names.map { "\"\($0)\": null" }.joined(separator: ",")
        let kept = try app.send("PUT \(path)", "{\"instructorId\": \"\(app.greta.id)\", \(nulls)}", as: .admin)
        #expect(kept.status == 200)
        #expect(kept.json["settings"] == before["settings"] && kept.json["weeklySlots"] == before["weeklySlots"])
        let body = """
            {"instructorId": "\(app.greta.id)", "maximumSessionsPerDay": null, "dateOverrides": [{"date": "2026-12-24",
             "endDate": null, "isAvailable": false, "startTime": null, "endTime": "", "note": null}]}
            """
        let cleared = try app.send("PUT \(path)", body, as: .admin)
        #expect(cleared.status == 200, "\(cleared.text)")
        #expect(cleared.json["settings"]["maximumSessionsPerDay"] == .null)
    }

    @Test
    func `the largest rules of the contract are taken`() throws {
        let app = try TestApp()
        let slots = (0..<200).map { index in
            let start = LocalTime(minutes: index % 30 * 45), end = LocalTime(minutes: index % 30 * 45 + 30)
            return
                #"{"dayOfWeek": \#(index / 30), "startTime": "\#(start?.description ?? "")", "endTime": "\#(end?.description ?? "")"}"#
        }
        let overrides = (0..<730).map { index in
            let date = LocalDate(dayNumber: 20_800 + index)
            return
                #"{"date":"\#(date)","endDate":null,"isAvailable":true,"startTime":"10:00","endTime":"12:00","note":""}"#
        }
        let body = """
            {"instructorId": "\(app.greta.id)", "weeklySlots": [\(slots.joined(separator: ","))],
             "dateOverrides": [\(overrides.joined(separator: ","))]}
            """
        let reply = try app.send("PUT /api/bookings/availability", body, as: .admin)
        #expect(reply.status == 200, "\(reply.text.prefix(300))")
        #expect(reply.json["weeklySlots"].elements.count == 200 && reply.json["dateOverrides"].elements.count == 730)
    }

    @Test(arguments: [
        (#"{"startTime": "09:00", "endTime": "10:00"}"#, ["weeklySlots[1].dayOfWeek: required"]),
        (#"{"dayOfWeek": 7, "startTime": "09:00", "endTime": "10:00"}"#, ["weeklySlots[1].dayOfWeek: range"]),
        (#"{"dayOfWeek": -1, "startTime": "09:00", "endTime": "10:00"}"#, ["weeklySlots[1].dayOfWeek: range"]),
        (#"{"dayOfWeek": "1", "startTime": "09:00", "endTime": "10:00"}"#, ["weeklySlots[1].dayOfWeek: type"]),
        (#"{"dayOfWeek": 1, "endTime": "10:00"}"#, ["weeklySlots[1].startTime: required"]),
        (#"{"dayOfWeek": 1, "startTime": "9:00", "endTime": "10:00"}"#, ["weeklySlots[1].startTime: format"]),
        (#"{"dayOfWeek": 1, "startTime": "09:00", "endTime": "24:05"}"#, ["weeklySlots[1].endTime: format"]),
        (#"{"dayOfWeek": 1, "startTime": "09:01", "endTime": "10:00"}"#, ["weeklySlots[1].startTime: format"]),
        (#"{"dayOfWeek": 1, "startTime": "09:00:00", "endTime": "10:00"}"#, ["weeklySlots[1].startTime: format"]),
        (#"{"dayOfWeek": 1, "startTime": "10:00", "endTime": "10:00"}"#, ["weeklySlots[1].endTime: order"]),
        (#"{"dayOfWeek": 1, "startTime": "22:00", "endTime": "02:00"}"#, ["weeklySlots[1].endTime: order"]),
        (#"{"dayOfWeek": 1, "startTime": "24:00", "endTime": "24:00"}"#, ["weeklySlots[1].endTime: order"]),
        (#"{"dayOfWeek": 1, "startTime": "12:00", "endTime": "13:00", "note": "x"}"#, ["weeklySlots[1].note: unknown"]),
        (#"{"dayOfWeek": 2, "startTime": "11:55", "endTime": "13:00"}"#, ["weeklySlots[1]: overlap"]),
        (#"{"dayOfWeek": 2, "startTime": "10:00", "endTime": "12:00"}"#, ["weeklySlots[1]: overlap"]),
        ("null", ["weeklySlots[1]: type"]), ("[]", ["weeklySlots[1]: type"]),
    ])
    func `a weekly window that cannot be used is named by its place`(window: String, errors: [String]) throws {
        let first = #"{"dayOfWeek": 2, "startTime": "10:00", "endTime": "12:00"}"#
        #expect(try refused("\"weeklySlots\": [\(first), \(window)]") == errors)
    }

    @Test(arguments: [
        (#"{"isAvailable": false}"#, ["dateOverrides[2].date: required"]),
        (#"{"date": "2026-02-31", "isAvailable": false}"#, ["dateOverrides[2].date: format"]),
        (#"{"date": "31.12.2026", "isAvailable": false}"#, ["dateOverrides[2].date: format"]),
        (#"{"date": "2027-01-01"}"#, ["dateOverrides[2].isAvailable: required"]),
        (#"{"date": "2027-01-01", "isAvailable": "no"}"#, ["dateOverrides[2].isAvailable: type"]),
        (
            #"{"date": "2027-01-02", "endDate": "2027-01-01", "isAvailable": false}"#,
            ["dateOverrides[2].endDate: order"]
        ),
        (
            #"{"date": "2027-01-01", "isAvailable": true}"#,
            ["dateOverrides[2].startTime: required", "dateOverrides[2].endTime: required"]
        ),
        (
            #"{"date": "2027-01-01", "isAvailable": true, "startTime": "10:00", "endTime": "09:00"}"#,
            ["dateOverrides[2].endTime: order"]
        ),
        (
            #"{"date": "2027-01-01", "isAvailable": false, "startTime": "10:00", "endTime": "11:00"}"#,
            ["dateOverrides[2].startTime: invalid", "dateOverrides[2].endTime: invalid"]
        ),
        (
            #"{"date": "2027-01-01", "endDate": "2027-01-02", "isAvailable": true, "startTime": "10:00", "endTime": "11:00"}"#,
            ["dateOverrides[2].endDate: invalid"]
        ),
        (
            #"{"date": "2027-01-01", "isAvailable": false, "note": "a\u0000"}"#,
            ["dateOverrides[2].note: control_character"]
        ),
        (#"{"date": "2027-01-01", "isAvailable": false, "reason": "x"}"#, ["dateOverrides[2].reason: unknown"]),
        (#"{"date": "2026-12-23", "isAvailable": false}"#, ["dateOverrides[2]: overlap"]),
        (#"{"date": "2026-12-20", "endDate": "2026-12-23", "isAvailable": false}"#, ["dateOverrides[2]: overlap"]),
        (
            #"{"date": "2026-12-23", "isAvailable": true, "startTime": "11:55", "endTime": "13:00"}"#,
            ["dateOverrides[2]: overlap"]
        ),
        (
            #"{"date": "2026-12-25", "isAvailable": true, "startTime": "10:00", "endTime": "12:00"}"#,
            ["dateOverrides[2]: overlap"]
        ),
    ])
    func `an override that cannot be used is named by its place`(override: String, errors: [String]) throws {
        let first = #"{"date": "2026-12-24", "endDate": "2026-12-26", "isAvailable": false}"#
        let second = #"{"date": "2026-12-23", "isAvailable": true, "startTime": "10:00", "endTime": "12:00"}"#
        #expect(try refused("\"dateOverrides\": [\(first), \(second), \(override)]") == errors)
    }

    @Test
    func `several windows on one weekday or date may touch`() throws {
        let app = try TestApp()
        let body = """
            {"instructorId": "\(app.greta.id)", "weeklySlots": [
               {"dayOfWeek": 1, "startTime": "12:00", "endTime": "24:00"}, {"dayOfWeek": 1, "startTime": "00:00", "endTime": "12:00"}],
             "dateOverrides": [{"date": "2026-12-23", "isAvailable": true, "startTime": "12:00", "endTime": "13:00"},
               {"date": "2026-12-23", "isAvailable": true, "startTime": "10:00", "endTime": "12:00"}]}
            """
        let reply = try app.send("PUT /api/bookings/availability", body, as: .admin)
        #expect(reply.status == 200, "\(reply.text)")
    }

    @Test
    func `lists have their limits`() throws {
        let windows = (0..<201).map { index in
            #"{"dayOfWeek": \#(index % 7), "startTime": "\#(LocalTime.text(index / 7 * 45))", "endTime": "\#(LocalTime.text(index / 7 * 45 + 45))"}"#
        }
        #expect(try refused("\"weeklySlots\": [\(windows.joined(separator: ","))]") == ["weeklySlots: too_many"])
        let first = try #require(LocalDate("2027-01-01"))
        let closed = (0..<731).map { #"{"date": "\#(first.adding(days: $0))", "isAvailable": false}"# }
        #expect(try refused("\"dateOverrides\": [\(closed.joined(separator: ","))]") == ["dateOverrides: too_many"])
        let app = try TestApp()
        let body = """
            {"instructorId": "\(app.greta.id)", "weeklySlots": [\(windows.prefix(200).joined(separator: ","))],
             "dateOverrides": [\(closed.prefix(730).joined(separator: ","))]}
            """
        let reply = try app.send("PUT /api/bookings/availability", body, as: .admin)
        #expect(reply.status == 200, "\(reply.text.prefix(500))")
        #expect(reply.json["weeklySlots"].elements.count == 200)
        #expect(reply.json["dateOverrides"].elements.count == 730)
    }

    @Test(arguments: [
        ("{}", "required"), (#"{"instructorId": null}"#, "required"), (#"{"instructorId": "1"}"#, "format"),
    ])
    func `an instructor must be named`(body: String, code: String) throws {
        let app = try TestApp()
        try app.expectRefusal(400, "invalid_field") {
            let reply = try app.send("PUT /api/bookings/availability", body, as: .admin)
            #expect(reply.fieldErrors == ["instructorId: \(code)"])
            return reply
        }
    }
}

extension LocalTime {
    /// `HH:MM` of that many minutes since midnight.
    fileprivate static func text(_ minutes: Int) -> String {
        LocalTime(minutes: minutes)?.description ?? "never"
    }
}
