import Glibc
import Scheduling

/// What a demo prints: addresses to open, and lines to copy that work as they stand.
struct DemoGuide {
    let url: String
    let directory: String
    private let instructor: String
    private let data: DemoData

    init(url: String, directory: String, _ data: DemoData) {
        self.url = url
        self.directory = directory
        self.data = data
        instructor = data.instructors[0].description
    }

    var text: String {
        """
        Coachbook runs at \(url); Ctrl-C stops it. Data stays in \(directory), tokens and ids in demo.json there.

        Does it run?
          curl -w '\\n' \(url)/healthz

        Who gives sessions?
          \(curl("GET", "/instructors"))

        When is \(DemoPeople.instructors[0].firstName) free, also in the student's time?
          \(curl("GET", "/availability?\(week)&studentTimezone=America/New_York"))

        Book the first of these times and keep the booking's id, for the lines below
          SLOT=$(\(curl("GET", "/availability?\(week)")) -s | \(pick("slots\":[{\"startAt")))
          BOOKING=$(\(curl("POST", "", "student", booking)) -s | \(pick("booking\":{\"id"))); echo $SLOT $BOOKING

        Somebody else wants that time: refused, with the nearest other ones
          \(curl("POST", "", nil, rival))

        Confirm and pay
          \(curl("PATCH", "/$BOOKING", "student", payment))

        The instructor's calendar
          \(curl("GET", "?instructorId=\(instructor)", "instructor"))

        Cancel
          \(curl("PATCH", "/$BOOKING", "student", #"{"status":"cancelled","cancellationReason":"I am ill."}"#))

        The messages that they would have got
          \(programPath) inbox --directory "\(directory)"

        New hours: Mondays and Thursdays, closed over New Year
          \(curl("PUT", "/availability", "instructor", hours))

        """
    }

    /// One line for the shell; the path stands in double quotes, so that it may hold a variable.
    private func curl(_ method: String, _ path: String, _ role: String? = nil, _ json: String? = nil) -> String {
        var words = ["curl -w '\\n' -H 'X-Brand: demo'"]
        if method != "GET" { words.append("-X \(method)") }
        if let role { words.append("-H 'Authorization: Bearer \(data.token(role))'") }
        words.append("\"\(url)/api/bookings\(path)\"")
        if let json { words.append("-H 'Content-Type: application/json' -d '\(json)'") }
        return words.joined(separator: " ")
    }

    /// Takes a text value out of JSON, by the characters before it.
    private func pick(_ before: String) -> String {
        let pattern = before.replacing("[", with: "\\[")
        return "sed 's/.*\"\(pattern)\":\"\\([^\"]*\\)\".*/\\1/'"
    }

    private var week: String { "instructorId=\(instructor)&startDate=\(startDate)&days=7" }

    /// Between single quotes of the shell, which `'$SLOT'` leaves for a moment.
    private var session: String {
        #""instructorId":"\#(instructor)","startAt":"'$SLOT'","sessionMinutes":60"#
    }

    private var booking: String { #"{\#(session),"studentTimezone":"America/New_York"}"# }

    private var rival: String {
        let student = #"{"firstName":"Kim","lastName":"Late","email":"kim.late@example.com"}"#
        return #"{\#(session),"studentTimezone":"Europe/London","student":\#(student)}"#
    }

    private var payment: String {
        let receipt = #""provider":"stripe","providerPaymentId":"pi_'$BOOKING'""#
        return #"{"status":"confirmed","payment":{"amountCents":9000,"currency":"EUR",\#(receipt)}}"#
    }

    private var hours: String {
        let monday = #"{"dayOfWeek":1,"startTime":"09:00","endTime":"12:30"}"#
        let thursday = #"{"dayOfWeek":4,"startTime":"13:00","endTime":"18:00"}"#
        let closed = #"{"date":"\#(today.year)-12-28","endDate":"\#(today.year + 1)-01-03","isAvailable":false}"#
        return
            #"{"instructorId":"\#(instructor)","weeklySlots":[\#(monday),\#(thursday)],"dateOverrides":[\#(closed)]}"#
    }

    /// Today in UTC.
    private var today: LocalDate { LocalDate(dayNumber: Glibc.time(nil) / 86_400) }

    /// Far enough ahead that a student may still cancel.
    private var startDate: LocalDate { today.adding(days: 3) }
}
