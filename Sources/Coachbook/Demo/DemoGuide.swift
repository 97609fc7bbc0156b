import Glibc
import LocalStack
import Scheduling

/// What a demo prints: addresses to open, and lines to copy that work as they stand.
struct DemoGuide {
    private let stack: DemoStack
    private let data: DemoData

    init(_ stack: DemoStack, _ data: DemoData) {
        self.stack = stack
        self.data = data
    }

    var text: String {
        """
        Coachbook runs at \(stack.url); Ctrl-C stops it. Data stays in \(stack.directory.path).
        Tokens and ids are in \(stack.directory.path)/demo.json.

        Is it there?
          curl \(stack.url)/healthz

        Who gives sessions?
          curl -H 'X-Brand: demo' \(api)/instructors

        When is \(DemoPeople.instructors[0].firstName) free, in the student's zone?
          curl -H 'X-Brand: demo' '\(api)/availability?instructorId=\(instructor)&startDate=\(startDate)&days=7&studentTimezone=America/New_York'

        Book the first of these times, and keep the booking's id
          SLOT=$(curl -s -H 'X-Brand: demo' '\(api)/availability?instructorId=\(instructor)&startDate=\(startDate)&days=7' | sed 's/.*"slots":\\[{"startAt":"\\([^"]*\\)".*/\\1/')
          BOOKING=$(curl -s -X POST -H 'X-Brand: demo' -H 'Content-Type: application/json' -H 'Authorization: Bearer \(data.token("student"))' \(api) -d '{"instructorId":"\(instructor)","startAt":"'$SLOT'","sessionMinutes":60,"studentTimezone":"America/New_York"}' | sed 's/.*"booking":{"id":"\\([^"]*\\)".*/\\1/')
          echo $SLOT $BOOKING

        Somebody else wants the same time: refused, with the nearest other ones
          curl -X POST -H 'X-Brand: demo' -H 'Content-Type: application/json' \(api) -d '{"instructorId":"\(instructor)","startAt":"'$SLOT'","sessionMinutes":60,"studentTimezone":"Europe/London","student":{"firstName":"Kim","lastName":"Late","email":"kim.late@example.com"}}'

        Confirm and pay
          curl -X PATCH -H 'X-Brand: demo' -H 'Content-Type: application/json' -H 'Authorization: Bearer \(data.token("student"))' \(api)/$BOOKING -d '{"status":"confirmed","payment":{"amountCents":9000,"currency":"EUR","provider":"stripe","providerPaymentId":"'pi_$BOOKING'"}}'

        The instructor's calendar
          curl -H 'X-Brand: demo' -H 'Authorization: Bearer \(data.token("instructor"))' '\(api)?instructorId=\(instructor)'

        Cancel
          curl -X PATCH -H 'X-Brand: demo' -H 'Content-Type: application/json' -H 'Authorization: Bearer \(data.token("student"))' \(api)/$BOOKING -d '{"status":"cancelled","cancellationReason":"I am ill."}'

        The instructor changes the hours: Monday and Thursday only, closed over New Year
          curl -X PUT -H 'X-Brand: demo' -H 'Content-Type: application/json' -H 'Authorization: Bearer \(data.token("instructor"))' \(api)/availability -d '{"instructorId":"\(instructor)","weeklySlots":[{"dayOfWeek":1,"startTime":"09:00","endTime":"12:30"},{"dayOfWeek":4,"startTime":"13:00","endTime":"18:00"}],"dateOverrides":[{"date":"\(newYear - 1)-12-28","endDate":"\(newYear)-01-03","isAvailable":false}]}'

        """
    }

    private var api: String { "\(stack.url)/api/bookings" }
    private var instructor: String { data.instructors[0].description }

    /// Today in UTC.
    private var today: LocalDate {
        LocalDate(dayNumber: Glibc.time(nil) / 86_400)
    }

    /// Far enough ahead that a student may still cancel.
    private var startDate: LocalDate { today.adding(days: 3) }

    private var newYear: Int { today.year + 1 }
}
