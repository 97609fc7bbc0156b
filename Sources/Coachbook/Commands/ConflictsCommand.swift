import ArgumentParser
import BookingStore
import HTTP
import Scheduling

/// `coachbook conflicts`: sessions that no longer begin at their promised local time and were not moved.
struct ConflictsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts",
        abstract:
            "List sessions whose local time changed with the rules of its time zone, and that a person has to move.",
        discussion: """
            A session leaves the list when it is moved or cancelled, when it begins, or when its promised time comes free: \
            then it is moved by itself.
            """
    )

    @OptionGroup var options: OperatorOptions

    func run() throws {
        options.list(try options.openStore().zoneConflicts(at: options.now), line: line) { json, record in
            json.member("brand", record.brandSlug)
            json.member("bookingId", record.conflict.bookingID.description)
            json.member("instructorId", record.instructorID.description)
            json.member("instructor", record.instructorName)
            json.member("timezone", record.timezone)
            json.member("promised", "\(record.promisedDate)T\(record.promisedTime)")
            json.member("startAt", record.startAt.rfc3339)
            json.member("rightStartAt", record.conflict.rightStart?.rfc3339)
            json.member("reason", record.conflict.reason.rawValue)
            json.member("foundAt", record.foundAt.rfc3339)
        }
    }

    private func line(_ record: ZoneConflictRecord) -> String {
        let right = record.conflict.rightStart?.rfc3339 ?? "unknown"
        return "\(record.conflict.bookingID)  \(record.brandSlug)  \(record.instructorName)  "
            + "stands at \(record.startAt.rfc3339), should be \(right) "
            + "(\(record.promisedDate) \(record.promisedTime) \(record.timezone)): \(record.conflict.reason.sentence)"
    }
}

extension ZoneConflict.Reason {
    /// For an operator.
    fileprivate var sentence: String {
        switch self {
        case .taken: "another session is in the way"
        case .buffer: "another session would be too close"
        case .offGrid: "the right start is not on the 5-minute grid"
        case .soon: "it begins within 48 hours"
        case .tooFarOff: "no clock was changed by so much; was it edited by hand?"
        case .zoneUnknown: "tzdata no longer has the zone"
        }
    }
}
