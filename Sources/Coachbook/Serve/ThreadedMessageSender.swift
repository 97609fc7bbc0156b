import BookingStore
import Dispatch
import FastCGI
import Notifications
import Scheduling
import Synchronization
import System

/// Sends the messages of requests on a few threads of their own, so that e-mail and SMS go side by side and a slow
/// provider costs a request no more than its deadline.
///
/// One for each worker process; made after the fork.
final class ThreadedMessageSender: MessageSender, Sendable {
    /// Messages go to e-mail and SMS providers that answer in tenths of a second; more threads than this only wait.
    private static let threads = 4

    /// An attempt with less time than this would only leave an unknown outcome behind.
    private static let shortestAttempt = 250

    private let sending: Sending
    private let database: DatabaseURL
    private let jobs = Mutex<[Job]>([])
    private let waiting = DispatchSemaphore(value: 0)
    private let room: ProviderWaitLimit

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - sending: how this installation sends.
    ///   - database: where the outbox is.
    ///   - threads: how many threads of this process take requests.
    init(_ sending: Sending, database: DatabaseURL, threads: Int) {
        self.sending = sending
        self.database = database
        room = ProviderWaitLimit(threads: threads)
        for _ in 0..<Self.threads {
            startThread { [self] in sendForEver() }
        }
    }

    var deadlineSeconds: Int { (sending.settings.deadlineMilliseconds + 999) / 1000 }

    func deliver(_ messages: [OutboxMessage], at now: Moment) -> [Delivery] {
        guard sending.settings.deadlineMilliseconds > 0 else {
            return messages.map { Delivery(message: $0, isSent: false, warning: "\($0.title) is queued.") }
        }
        let sendable = messages.filter { sending.missing(for: $0.channel) == nil }
        let done = room.wait { send(sendable) } ?? [:]
        return messages.map { message in
            if let delivery = done[message.id] { return delivery }
            let reason = sending.missing(for: message.channel).map { "not sent: \($0) not configured" }
            let warning = "\(message.title) \(reason ?? "has not gone out yet"); it stays queued and will be retried."
            return Delivery(message: message, isSent: false, warning: warning)
        }
    }

    /// Has the messages sent side by side, and gives those whose fate is known within the deadline.
    private func send(_ messages: [OutboxMessage]) -> [ID<OutboxMessage>: Delivery] {
        let batch = Batch(deadline: .now() + .milliseconds(sending.settings.deadlineMilliseconds))
        jobs.withLock { jobs in jobs.append(contentsOf: messages.map { Job(message: $0, batch: batch) }) }
        for _ in messages { waiting.signal() }
        for _ in messages { _ = batch.done.wait(timeout: batch.deadline) }
        return batch.deliveries.withLock { $0 }
    }

    func sendReminders(of brandID: ID<Brand>?, forSeconds seconds: Int) throws -> ReminderReport {
        let dispatcher = sending.makeDispatcher(store: MariaDBStore(database))
        return try dispatcher.sendReminders(of: brandID, forSeconds: seconds)
    }

    func calendarFile(of subject: MessageSubject, at now: Moment) -> [UInt8] {
        sending.writer.calendarFile(of: subject, in: sending.zones, at: now)
    }

    func report(in callback: ProviderCallback, at now: Moment) -> DeliveryReport? {
        sending.settings.reports.report(in: callback, at: now)
    }

    private func sendForEver() {
        let dispatcher = sending.makeDispatcher(store: MariaDBStore(database))
        while true {
            waiting.wait()
            guard let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { continue }
            let left = job.batch.millisecondsLeft
            // A job whose request no longer waits is the background's.
            if left >= min(Self.shortestAttempt, sending.settings.deadlineMilliseconds / 4),
                let delivery = try? dispatcher.send(.these([job.message.id]), limit: 1, within: left).first
            {
                job.batch.deliveries.withLock { $0[job.message.id] = delivery }
            }
            job.batch.done.signal()
        }
    }

    /// One message of a request.
    private struct Job: Sendable {
        let message: OutboxMessage
        let batch: Batch
    }

    /// The messages of one request.
    private final class Batch: Sendable {
        let deadline: DispatchTime
        let done = DispatchSemaphore(value: 0)
        let deliveries = Mutex<[ID<OutboxMessage>: Delivery]>([:])

        init(deadline: DispatchTime) { self.deadline = deadline }

        var millisecondsLeft: Int {
            let now = DispatchTime.now().uptimeNanoseconds
            return deadline.uptimeNanoseconds > now ? Int((deadline.uptimeNanoseconds - now) / 1_000_000) : 0
        }
    }
}

extension OutboxMessage {
    /// The message in a sentence to an operator.
    fileprivate var title: String { "\(channel == .email ? "E-mail" : "SMS") to the \(recipient.rawValue)" }
}

/// The messageSender of a process: made when the first thread asks for it, which is after the fork.
final class ProcessMessageSender: Sendable {
    private let made = Mutex<ThreadedMessageSender?>(nil)
    private let sending: Sending
    private let database: DatabaseURL
    private let threads: Int

    init(_ sending: Sending, database: DatabaseURL, threads: Int) {
        self.sending = sending
        self.database = database
        self.threads = threads
    }

    var shared: ThreadedMessageSender {
        made.withLock { made in
            if let made { return made }
            let messageSender = ThreadedMessageSender(sending, database: database, threads: threads)
            made = messageSender
            return messageSender
        }
    }
}
