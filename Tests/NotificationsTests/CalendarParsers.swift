import Foundation
import Notifications
import Scheduling
import TestSupport

/// PyPI's calendar parsers: `Tests/Python/calendars.py`.
enum CalendarParsers {
    /// One calendar, and what a reader should find in it.
    struct Case: Encodable {
        let calendar: Data
        let method: String
        let uid: String
        let sequence: Int
        let summary: String
        let location: String
        let attendees: Int

        init(_ bytes: [UInt8], _ method: String, _ facts: MessageFacts, attendees: Int) {
            calendar = Data(bytes)
            self.method = method
            uid = "\(facts.booking.id)@coachbook"
            sequence = facts.booking.revision - 1
            summary = PlainText.lines(MessageWriter.summary(facts))
            location = PlainText.lines(facts.booking.location ?? "")
            self.attendees = attendees
        }
    }

    /// What the parsers say: `read <count>` when they find everything as it should be, else a line for each trouble.
    static func complaints(about cases: [Case]) throws -> String {
        let text = String(decoding: try JSONEncoder().encode(cases), as: UTF8.self)
        return try PythonTools.run("calendars.py", [], file: text).joined(separator: "\n")
    }
}
