import Scheduling

/// Who appears in a demo; the addresses are reserved for examples (RFC 2606 §3, Ofcom's numbers for drama).
enum DemoPeople {
    struct Instructor {
        let firstName: String
        let lastName: String
        let email: String
        let bio: String
        let timezone: String

        /// Weekdays 09:00-17:00 in their zone, all else as it comes.
        var rules: AvailabilityRules {
            var settings = SchedulingSettings.standard
            settings.timezone = timezone
            let day = LocalTime(minutes: 9 * 60).flatMap { start in
                LocalTime(minutes: 17 * 60).flatMap { LocalHours(start: start, end: $0) }
            }
            let windows = day.map { hours in (1...5).map { WeeklyWindow(dayOfWeek: $0, hours: hours) } }
            return AvailabilityRules(version: 1, settings: settings, weeklyWindows: windows ?? [], dateOverrides: [])
        }
    }

    static let instructors = [
        Instructor(
            firstName: "Clara",
            lastName: "Berger",
            email: "clara.berger@example.com",
            bio: "Career changes and first leadership roles.",
            timezone: "Europe/Berlin"
        ),
        Instructor(
            firstName: "David",
            lastName: "Young",
            email: "david.young@example.com",
            bio: "Public speaking and interviews.",
            timezone: "America/New_York"
        ),
    ]

    static let student = ContactDetails(
        firstName: "Sam",
        lastName: "Reed",
        email: "sam.reed@example.com",
        phone: "+447700900123"
    )
}
