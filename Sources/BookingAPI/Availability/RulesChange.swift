import HTTP
import Scheduling

/// The body of `PUT /api/bookings/availability`: a part that is absent or null stays as it was.
struct RulesChange {
    private static let known: Set<String> = [
        "instructorId", "timezone", "sessionMinutes", "slotIntervalMinutes", "bufferMinutes", "minimumNoticeMinutes",
        "advanceBookingDays", "cancellationCutoffHours", "maximumSessionsPerDay", "weeklySlots", "dateOverrides",
    ]

    let instructorID: ID<Instructor>
    private let timezone: String?
    private let sessionMinutes: Int?
    private let slotIntervalMinutes: Int?
    private let bufferMinutes: Int?
    private let minimumNoticeMinutes: Int?
    private let advanceBookingDays: Int?
    private let cancellationCutoffHours: Int?
    private let maximumSessionsPerDay: Int??
    private let weeklyWindows: [WeeklyWindow]?
    private let dateOverrides: [DateOverride]?

    /// Reads and checks the body.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - zones: which zone names there are.
    /// - Throws: `malformed_json`, `invalid_field` (400) naming every element that cannot be used.
    init(_ request: Request, zones: any Zones) throws(Problem) {
        let fields = try JSONFields(body: request.body, known: RulesChange.known)
        fields.require("instructorId")
        let instructorID = fields.id("instructorId", of: Instructor.self)
        // Nothing to be left out, and never to be taken for UTC.
        if fields.names("timezone"), !fields.has("timezone"), !fields.isNull("timezone") {
            fields.refuse("timezone", "timezone must be an IANA time zone such as Europe/Berlin.", code: "format")
        }
        let step = Quantum.minutes
        timezone = fields.value("timezone", "an IANA time zone such as Europe/Berlin") { zones.zone(named: $0)?.name }
        sessionMinutes = fields.integer("sessionMinutes", in: SettingsLimits.sessionMinutes, step: step)
        slotIntervalMinutes = fields.integer("slotIntervalMinutes", in: SettingsLimits.slotIntervalMinutes, step: step)
        bufferMinutes = fields.integer("bufferMinutes", in: SettingsLimits.bufferMinutes, step: step)
        minimumNoticeMinutes = fields.integer("minimumNoticeMinutes", in: SettingsLimits.minimumNoticeMinutes)
        advanceBookingDays = fields.integer("advanceBookingDays", in: SettingsLimits.advanceBookingDays)
        cancellationCutoffHours = fields.integer("cancellationCutoffHours", in: SettingsLimits.cancellationCutoffHours)
        let limit = fields.integer("maximumSessionsPerDay", in: SettingsLimits.maximumSessionsPerDay)
        // Only here null is not the same as absent: it takes the limit away.
        maximumSessionsPerDay = limit != nil || fields.isNull("maximumSessionsPerDay") ? .some(limit) : nil
        weeklyWindows = fields.weeklyWindows()
        dateOverrides = fields.dateOverrides()
        try fields.errors.finish()
        guard let instructorID else { throw Problem.invalidField("instructorId", "instructorId is required.") }
        self.instructorID = instructorID
    }

    /// The rules with this change, at their old version.
    func applied(to rules: AvailabilityRules) -> AvailabilityRules {
        var changed = rules
        changed.settings.timezone = timezone ?? rules.settings.timezone
        changed.settings.sessionMinutes = sessionMinutes ?? rules.settings.sessionMinutes
        changed.settings.slotIntervalMinutes = slotIntervalMinutes ?? rules.settings.slotIntervalMinutes
        changed.settings.bufferMinutes = bufferMinutes ?? rules.settings.bufferMinutes
        changed.settings.minimumNoticeMinutes = minimumNoticeMinutes ?? rules.settings.minimumNoticeMinutes
        changed.settings.advanceBookingDays = advanceBookingDays ?? rules.settings.advanceBookingDays
        changed.settings.cancellationCutoffHours = cancellationCutoffHours ?? rules.settings.cancellationCutoffHours
        if let maximumSessionsPerDay { changed.settings.maximumSessionsPerDay = maximumSessionsPerDay }
        changed.weeklyWindows = weeklyWindows ?? rules.weeklyWindows
        changed.dateOverrides = dateOverrides ?? rules.dateOverrides
        return changed
    }
}
