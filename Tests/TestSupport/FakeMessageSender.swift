package import Scheduling
import Synchronization

/// A messageSender that sends nothing: it says what a test told it to say, and keeps what it was asked.
package final class FakeMessageSender: MessageSender, Sendable {
    /// What it says.
    package struct Script: Sendable {
        /// Why a message does not go out; nil when it does.
        package var warning: @Sendable (OutboxMessage) -> String? = { _ in nil }

        /// What becomes of reminders.
        package var reminders: Result<ReminderReport, Fault> = .success(
            ReminderReport(attempted: 0, sent: 0, warnings: [])
        )

        /// What a callback reports; nil when its signature is wrong.
        package var report: DeliveryReport?

        /// The iCalendar file of every booking.
        package var calendarFile = Array("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".utf8)
    }

    /// What it was asked.
    package struct Record: Sendable {
        /// The messages of each request.
        package var delivered: [[OutboxMessage]] = []

        /// The brands whose reminders were to be sent, and for how many seconds.
        package var reminders: [ReminderCall] = []

        /// The bookings whose calendar files were wanted.
        package var subjects: [MessageSubject] = []

        /// The requests that claimed to come from a provider.
        package var callbacks: [ProviderCallback] = []
    }

    /// One request for reminders.
    package struct ReminderCall: Hashable, Sendable {
        /// Nil is every brand.
        package let brandID: ID<Brand>?

        /// For how long.
        package let seconds: Int

        /// Takes the parts as they are.
        package init(brandID: ID<Brand>?, seconds: Int) {
            self.brandID = brandID
            self.seconds = seconds
        }
    }

    /// See `MessageSender.deadlineSeconds`.
    package let deadlineSeconds = 12

    private let contents = Mutex((script: Script(), record: Record()))

    /// One with which everything goes out and nobody is believed.
    package init() {}

    /// What it has been asked until now.
    package var record: Record { contents.withLock { $0.record } }

    /// Changes what it says from now on.
    package func script(_ change: (inout Script) -> Void) {
        contents.withLock { change(&$0.script) }
    }

    /// See `MessageSender.deliver`.
    package func deliver(_ messages: [OutboxMessage], at now: Moment) -> [Delivery] {
        let warning = contents.withLock { contents in
            contents.record.delivered.append(messages)
            return contents.script.warning
        }
        return messages.map { message in
            let warning = warning(message)
            return Delivery(message: message, isSent: warning == nil, warning: warning)
        }
    }

    /// See `MessageSender.sendReminders`.
    package func sendReminders(of brandID: ID<Brand>?, forSeconds seconds: Int) throws -> ReminderReport {
        try contents.withLock { contents in
            contents.record.reminders.append(ReminderCall(brandID: brandID, seconds: seconds))
            return try contents.script.reminders.get()
        }
    }

    /// See `MessageSender.calendarFile`.
    package func calendarFile(of subject: MessageSubject, at now: Moment) -> [UInt8] {
        contents.withLock { contents in
            contents.record.subjects.append(subject)
            return contents.script.calendarFile
        }
    }

    /// See `MessageSender.report`.
    package func report(in callback: ProviderCallback, at now: Moment) -> DeliveryReport? {
        contents.withLock { contents in
            contents.record.callbacks.append(callback)
            return contents.script.report
        }
    }
}
