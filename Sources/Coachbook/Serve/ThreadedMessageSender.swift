import BookingStore
import Dispatch
import FastCGI
import Notifications
import Scheduling
import Synchronization

/// Sends the messages of requests on a few threads of their own, so that e-mail and SMS go side by side and a slow
/// provider costs a request no more than its deadline.
///
/// Each worker process has its own threads for it, which are its `loops`.
final class ThreadedMessageSender: MessageSender, Sendable {
    /// Messages go to e-mail and SMS providers that answer in tenths of a second; more threads than this only wait.
    private static let threads = 4

    /// An attempt with less time than this would only leave an unknown outcome behind.
    private static let shortestAttempt = 250

    private let sending: Sending
    private let database: DatabaseURL
    private let jobs = Mutex<[Job]>([])
    private let waiting = DispatchSemaphore(value: 0)
    private let isEnding = Mutex(false)
    private let waitLimit: ProviderWaitLimit

    /// Takes the parts.
    ///
    /// - Parameters:
    ///   - sending: how this installation sends.
    ///   - database: where the outbox is.
    ///   - threads: how many threads of this process take requests.
    init(_ sending: Sending, database: DatabaseURL, threads: Int) {
        self.sending = sending
        self.database = database
        waitLimit = ProviderWaitLimit(threads: threads)
    }

    /// What sends; they end after the requests that wait for them, and finish the message that they are sending.
    var loops: [BackgroundLoop] {
        (0..<Self.threads).map { _ in
            BackgroundLoop(
                "sending",
                pauseMilliseconds: nil,
                end: .afterRequests(oneMoreStep: false),
                alarm: waiting
            ) { [self] in
                let dispatcher = sending.makeDispatcher(store: MariaDBStore(database))
                return { try self.sendNext(with: dispatcher) }
            }
        }
    }

    /// From now on a request that sends reminders ends with the one that it is sending.
    func prepareToEnd() { isEnding.withLock { $0 = true } }

    var deadlineSeconds: Int { (sending.settings.deadlineMilliseconds + 999) / 1000 }

    func deliver(_ messages: [OutboxMessage], at now: Moment) -> [Delivery] {
        guard sending.settings.deadlineMilliseconds > 0 else {
            return messages.map { Delivery(message: $0, isSent: false, warning: "\($0.title) is queued.") }
        }
        let sendable = messages.filter { sending.missing(for: $0.channel) == nil }
        let done = waitLimit.wait { send(sendable) } ?? [:]
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
        // To one recipient on one channel they go one after the other.
        let ways = messages.reduce(into: [[OutboxMessage]]()) { ways, message in
            let same = ways.firstIndex { $0[0].recipient == message.recipient && $0[0].channel == message.channel }
            if let same { ways[same].append(message) } else { ways.append([message]) }
        }
        jobs.withLock { jobs in jobs.append(contentsOf: ways.map { Job(messages: $0, batch: batch) }) }
        for _ in ways { waiting.signal() }
        for _ in ways { _ = batch.done.wait(timeout: batch.deadline) }
        return batch.deliveries.withLock { $0 }
    }

    func sendReminders(of brandID: ID<Brand>?, forSeconds seconds: Int) throws -> ReminderReport {
        let dispatcher = sending.makeDispatcher(store: MariaDBStore(database))
        return try dispatcher.sendReminders(of: brandID, forSeconds: seconds) { !isEnding.withLock { $0 } }
    }

    func calendarFile(of subject: MessageSubject, at now: Moment) -> [UInt8] {
        sending.writer.calendarFile(of: subject, in: sending.zones, at: now)
    }

    func report(in callback: ProviderCallback, at now: Moment) -> DeliveryReport? {
        sending.settings.reports.report(in: callback, at: now)
    }

    /// Sends the messages that have waited longest; what failed is the background's, and reported by the loop.
    private func sendNext(with dispatcher: Dispatcher) throws -> BackgroundLoop.Outcome {
        guard let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return .idle }
        defer { job.batch.done.signal() }
        for message in job.messages {
            let left = job.batch.millisecondsLeft
            // A job whose request no longer waits is the background's.
            guard left >= min(Self.shortestAttempt, sending.settings.deadlineMilliseconds / 4) else { return .idle }
            if let delivery = try dispatcher.send(.these([message.id]), limit: 1, within: left).first {
                job.batch.deliveries.withLock { $0[message.id] = delivery }
            }
        }
        return .done
    }

    /// The messages of a request to one recipient on one channel, in their order.
    private struct Job: Sendable {
        let messages: [OutboxMessage]
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
