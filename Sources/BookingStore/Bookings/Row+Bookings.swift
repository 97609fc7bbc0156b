import Scheduling

extension Booking {
    /// Reads the columns in the order of `parameters`.
    init(_ row: inout Row) throws {
        self.init(
            id: try row.id(),
            brandID: try row.id(),
            instructorID: try row.id(),
            studentID: try row.id(),
            contact: try ContactDetails(&row),
            status: try row.word(),
            paymentStatus: try row.word(),
            paymentReference: try row.optionalText(),
            span: TimeSpan(start: try row.moment(), end: try row.moment()),
            bufferMinutes: try row.int(),
            scheduledAt: try row.moment(),
            studentTimezone: try row.text(),
            instructorTimezone: try row.text(),
            promisedDate: try row.date(),
            promisedTime: try LocalTime(&row),
            location: try row.optionalText(),
            notes: try row.optionalText(),
            instructorNotes: try row.optionalText(),
            cancellationReason: try row.optionalText(),
            holdExpiresAt: try row.optionalMoment(),
            confirmedAt: try row.optionalMoment(),
            completedAt: try row.optionalMoment(),
            cancelledAt: try row.optionalMoment(),
            noShowAt: try row.optionalMoment(),
            reminderSentAt: try row.optionalMoment(),
            createdAt: try row.moment(),
            updatedAt: try row.moment(),
            revision: try row.int(),
            sequence: try row.int()
        )
    }

    /// Its columns, in the order in which it is read.
    var parameters: [Parameter] { identity + state }

    /// What never changes: ids and contact.
    private var identity: [Parameter] {
        [
            .id(id), .id(brandID), .id(instructorID), .id(studentID), .text(contact.firstName), .text(contact.lastName),
            .text(contact.email), .text(contact.phone),
        ]
    }

    private var state: [Parameter] { stateBeforeReminder + [.moment(reminderSentAt)] + stateAfterReminder }

    /// What a change may write, from `status` to the last column before `reminder_sent_at`.
    var stateBeforeReminder: [Parameter] {
        [
            .text(status.rawValue), .text(paymentStatus.rawValue), .text(paymentReference), .moment(span.start),
            .moment(span.end), .int(bufferMinutes), .moment(scheduledAt), .text(studentTimezone),
            .text(instructorTimezone), .date(promisedDate), .int(promisedTime.minutes), .text(location), .text(notes),
            .text(instructorNotes), .text(cancellationReason), .moment(holdExpiresAt), .moment(confirmedAt),
            .moment(completedAt), .moment(cancelledAt), .moment(noShowAt),
        ]
    }

    /// What a change may write, after `reminder_sent_at`.
    var stateAfterReminder: [Parameter] {
        [.moment(createdAt), .moment(updatedAt), .int(revision), .int(sequence)]
    }
}

extension LocalTime {
    /// Reads minutes since midnight.
    init(_ row: inout Row) throws {
        guard let time = LocalTime(minutes: try row.int()) else {
            throw Fault(.broken, operation: "store.read", code: 0, detail: "a time is after 24:00")
        }
        self = time
    }
}
