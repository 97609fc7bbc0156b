import HTTP
import Scheduling
import TestSupport

extension RefusalCase {
    /// Hours that cannot be kept.
    static let rules: [RefusalCase] =
        [
            put("a window that ends before it starts", "weeklySlots[0].endTime", weekly((1, "12:00", "09:00"))),
            put("an empty window", "weeklySlots[0].endTime", weekly((1, "12:00", "12:00"))),
            put("a window off the grid", "weeklySlots[0].startTime", weekly((1, "09:03", "12:00"))),
            put("a time that there is not", "weeklySlots[0].endTime", weekly((1, "09:00", "24:05"))),
            put(
                "a weekday that there is not",
                "weeklySlots[1].dayOfWeek",
                weekly((0, "09:00", "10:00"), (7, "09:00", "10:00"))
            ),
            put("windows that overlap", "weeklySlots[1]", weekly((1, "09:00", "12:00"), (1, "11:55", "13:00"))),
            put("too many windows", "weeklySlots", weekly(repeating: 201)),
            put("an unknown key", "weeklySlots[0].day", #""weeklySlots":[{"day":1}]"#),
            put("an impossible date", "dateOverrides[0].date", override(#""date":"2026-02-31","isAvailable":false"#)),
            put(
                "hours of a closed date",
                "dateOverrides[0].startTime",
                override(
                    #""date":"2027-02-01","isAvailable":false,"startTime":"09:00","endTime":"10:00""#
                )
            ),
            put(
                "a range that is open",
                "dateOverrides[0].endDate",
                override(
                    #""date":"2027-02-01","endDate":"2027-02-03","isAvailable":true,"startTime":"09:00","endTime":"10:00""#
                )
            ),
            put(
                "a range that ends before it begins",
                "dateOverrides[0].endDate",
                override(
                    #""date":"2027-02-03","endDate":"2027-02-01","isAvailable":false"#
                )
            ),
            put(
                "a date that is closed and open",
                "dateOverrides[1]",
                #""dateOverrides":[{"date":"2027-02-01","isAvailable":"#
                    + #"false},{"date":"2027-02-01","isAvailable":true,"startTime":"09:00","endTime":"10:00"}]"#
            ),
            put("too many overrides", "dateOverrides", overrides(repeating: 731)),
            put("a list that is an object", "weeklySlots", #""weeklySlots":{}"#),
            put("an unknown setting", "bufferMinute", #""bufferMinute":15"#),
            put("a zone by abbreviation", "timezone", #""timezone":"PST""#),
        ]
        + [
            ("sessionMinutes", ["10", "485", "61", "60.5", #""60""#]), ("slotIntervalMinutes", ["0", "245", "7"]),
            ("bufferMinutes", ["-5", "245", "12", "1e99"]), ("minimumNoticeMinutes", ["-1", "43201"]),
            ("advanceBookingDays", ["0", "366"]), ("cancellationCutoffHours", ["-1", "721"]),
            ("maximumSessionsPerDay", ["0", "49", "99999999999999999999"]),
        ].flatMap { name, values in
            values.map { put("\(name) \($0)", name, #""\#(name)":\#($0)"#) }
        }
        + [
            RefusalCase("a stale ETag of hours", 412, "version_conflict") { brands in
                let json = #"{"instructorId":"\#(brands.home.instructor.id)","bufferMinutes":20}"#
                return {
                    try brands.home.send(
                        "PUT",
                        "/api/bookings/availability",
                        as: brands.home.instructorToken,
                        headers: [("If-Match", #""r999""#)],
                        json: json
                    )
                }
            },
            RefusalCase("a stale ETag of a booking", 412, "version_conflict") { brands in
                let id = try brands.booking(in: brands.home)
                let stale = try brands.home.send("GET", "/api/bookings/\(id)", as: brands.home.studentToken).headers[
                    "etag"
                ]
                _ = try brands.home.change(id, #"{"notes":"new"}"#, as: brands.home.studentToken)
                let header = [("If-Match", stale ?? "")]
                return {
                    try brands.home.change(id, #"{"notes":"newer"}"#, as: brands.home.studentToken, headers: header)
                }
            },
        ]

    /// A change of the hours in which that member is wrong and everything beside it is right.
    private static func put(_ name: String, _ field: String, _ member: String) -> RefusalCase {
        RefusalCase("hours with \(name)", 400, "invalid_field", field: field) { brands in
            let beside = member.contains("minimumNoticeMinutes") ? "" : #""minimumNoticeMinutes":7,"#
            let json = #"{"instructorId":"\#(brands.home.instructor.id)",\#(beside)\#(member)}"#
            return {
                try brands.home.send("PUT", "/api/bookings/availability", as: brands.home.instructorToken, json: json)
            }
        }
    }

    private static func weekly(_ windows: (Int, String, String)...) -> String {
        let elements = windows.map { #"{"dayOfWeek":\#($0.0),"startTime":"\#($0.1)","endTime":"\#($0.2)"}"# }
        return #""weeklySlots":[\#(elements.joined(separator: ","))]"#
    }

    private static func weekly(repeating count: Int) -> String {
        let element = #"{"dayOfWeek":1,"startTime":"09:00","endTime":"10:00"}"#
        return #""weeklySlots":[\#(Array(repeating: element, count: count).joined(separator: ","))]"#
    }

    private static func override(_ members: String) -> String { #""dateOverrides":[{\#(members)}]"# }

    private static func overrides(repeating count: Int) -> String {
        let elements = (0..<count).map { #"{"date":"\#(date($0))","isAvailable":false}"# }
        return #""dateOverrides":[\#(elements.joined(separator: ","))]"#
    }
}
