package import Scheduling

/// What is done with messages but sending: iCalendar files, and providers' reports.
package struct MessageDesk: Sendable {
    private let writer: MessageWriter
    private let zones: any Zones
    private let reports: ProviderReports

    /// Takes the parts as they are.
    ///
    /// - Parameters:
    ///   - writer: the words.
    ///   - zones: the time zones.
    ///   - reports: reads what providers report.
    package init(writer: MessageWriter, zones: any Zones, reports: ProviderReports) {
        self.writer = writer
        self.zones = zones
        self.reports = reports
    }

    /// What a provider reports; nil when nobody but a stranger can have sent it.
    package func report(in callback: ProviderCallback, at now: Moment) -> DeliveryReport? {
        reports.report(in: callback, at: now)
    }

    /// A booking as an iCalendar file to fetch.
    package func calendarFile(of subject: MessageSubject, at now: Moment) -> [UInt8] {
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
        return writer.calendarFile(of: facts, at: now)
    }
}
