package import Scheduling

extension MessageWriter {
    /// A booking as an iCalendar file to fetch; empty when the system no longer knows one of its zones.
    package func calendarFile(of subject: MessageSubject, in zones: any Zones, at now: Moment) -> [UInt8] {
        guard let studentZone = zones.zone(named: subject.booking.studentTimezone),
            let instructorZone = zones.zone(named: subject.booking.instructorTimezone)
        else { return [] }
        let facts = MessageFacts(
            brand: subject.brand,
            language: Language(tag: subject.brand.language) ?? .english,
            booking: subject.booking,
            instructor: subject.instructor,
            studentZone: studentZone,
            instructorZone: instructorZone,
            cutoffHours: subject.cutoffHours,
            manageURL: nil,
            previousStart: nil
        )
        return calendarFile(of: facts, at: now)
    }
}
