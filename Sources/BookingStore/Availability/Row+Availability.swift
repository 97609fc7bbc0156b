import Scheduling

/// A row of `instructor_scheduling_settings`, but for whose it is and its version.
extension SchedulingSettings: Record {
    init(_ column: inout Columns<SchedulingSettings>) throws {
        self.init(
            timezone: try column("timezone", \.timezone),
            sessionMinutes: try column("session_minutes", \.sessionMinutes),
            slotIntervalMinutes: try column("slot_interval_minutes", \.slotIntervalMinutes),
            bufferMinutes: try column("buffer_minutes", \.bufferMinutes),
            minimumNoticeMinutes: try column("minimum_notice_minutes", \.minimumNoticeMinutes),
            advanceBookingDays: try column("advance_booking_days", \.advanceBookingDays),
            cancellationCutoffHours: try column("cancellation_cutoff_hours", \.cancellationCutoffHours),
            maximumSessionsPerDay: try column("maximum_sessions_per_day", \.maximumSessionsPerDay)
        )
    }
}

/// An instructor's work for a brand: whose rules they are.
struct Assignment: Record {
    let brandID: ID<Brand>
    let instructorID: ID<Instructor>

    init(_ instructorID: ID<Instructor>, in brandID: ID<Brand>) {
        (self.brandID, self.instructorID) = (brandID, instructorID)
    }

    init(_ column: inout Columns<Assignment>) throws {
        brandID = try column.once("brand_id", \.brandID)
        instructorID = try column.once("instructor_id", \.instructorID)
    }
}

/// A row of `instructor_scheduling_settings` as it is first written.
struct SettingsRow: Record {
    let assignment: Assignment
    let rulesVersion: Int
    let settings: SchedulingSettings

    init(_ assignment: Assignment, _ rules: AvailabilityRules) {
        (self.assignment, rulesVersion, settings) = (assignment, rules.version, rules.settings)
    }

    init(_ column: inout Columns<SettingsRow>) throws {
        assignment = try column.part(\.assignment)
        rulesVersion = try column("rules_version", \.rulesVersion)
        settings = try column.part(\.settings)
    }
}

/// A row of `instructor_weekly_availability`.
struct WeeklyRow: Record {
    let assignment: Assignment
    let position: Int
    let dayOfWeek: Int
    let startMinute: LocalTime
    let endMinute: LocalTime

    init(_ assignment: Assignment, _ position: Int, _ window: WeeklyWindow) {
        (self.assignment, self.position, dayOfWeek) = (assignment, position, window.dayOfWeek)
        (startMinute, endMinute) = (window.hours.start, window.hours.end)
    }

    init(_ column: inout Columns<WeeklyRow>) throws {
        assignment = try column.part(\.assignment)
        position = try column("position", \.position)
        dayOfWeek = try column("day_of_week", \.dayOfWeek)
        startMinute = try column("start_minute", \.startMinute)
        endMinute = try column("end_minute", \.endMinute)
    }
}

/// A row of `instructor_date_overrides`; without hours the dates are closed.
struct OverrideRow: Record {
    let assignment: Assignment
    let position: Int
    let firstDate: LocalDate
    let lastDate: LocalDate
    let startMinute: LocalTime?
    let endMinute: LocalTime?
    let note: String?

    init(_ assignment: Assignment, _ position: Int, _ override: DateOverride) {
        (self.assignment, self.position) = (assignment, position)
        (firstDate, lastDate, note) = (override.firstDate, override.lastDate, override.note)
        (startMinute, endMinute) = (override.hours?.start, override.hours?.end)
    }

    init(_ column: inout Columns<OverrideRow>) throws {
        assignment = try column.part(\.assignment)
        position = try column("position", \.position)
        firstDate = try column("first_date", \.firstDate)
        lastDate = try column("last_date", \.lastDate)
        startMinute = try column("start_minute", \.startMinute)
        endMinute = try column("end_minute", \.endMinute)
        note = try column("note", \.note)
    }
}
