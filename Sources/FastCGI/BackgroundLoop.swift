package import Dispatch

/// Work that a worker does beside requests: a step, a pause, the next step, on a thread of its own, until the worker ends.
///
/// The step that it is in is always finished: what was begun with somebody outside is written down.
package struct BackgroundLoop: Sendable {
    /// What a step has found.
    package enum Outcome: Sendable {
        /// There is more: the next step follows at once.
        case more
        /// It is done for now.
        case done
        /// There was nothing to try; an earlier fault may still be there.
        case idle
    }

    /// One step; it throws what is to be logged.
    package typealias Step = () throws -> Outcome

    /// When it ends.
    package enum End: Hashable, Sendable {
        /// As soon as the worker is told to end.
        case whenTold
        /// When no request runs any more; on request after one step more, for what the last ones have left.
        case afterRequests(oneMoreStep: Bool)
    }

    /// What it is called in the log.
    let name: String

    /// How long it rests between two steps, in milliseconds; nil: until it is woken.
    let pauseMilliseconds: Int?

    /// When it ends.
    let end: End

    /// Ends its rest; several loops that share their work may share it too, and then each signal wakes one.
    let alarm: DispatchSemaphore

    /// Makes the step, on the thread of the loop.
    let makeStep: @Sendable () -> Step

    /// Describes a loop.
    ///
    /// - Parameters:
    ///   - name: what it is called in the log.
    ///   - pauseMilliseconds: how long it rests between two steps; nil: until it is woken.
    ///   - end: when it ends.
    ///   - alarm: ends its rest.
    ///   - makeStep: makes the step, on the thread of the loop, so that the step may own what belongs to one thread.
    package init(
        _ name: String,
        pauseMilliseconds: Int?,
        end: End = .whenTold,
        alarm: DispatchSemaphore = DispatchSemaphore(value: 0),
        makeStep: @escaping @Sendable () -> Step
    ) {
        self.name = name
        self.pauseMilliseconds = pauseMilliseconds
        self.end = end
        self.alarm = alarm
        self.makeStep = makeStep
    }
}

/// What the workers of a service do beside requests.
package struct Background: Sendable {
    /// How long the longest step may take, in seconds: a worker that ends waits so long for the last ones.
    let longestStepSeconds: Int

    /// The loops of a worker, made in it; true for one of the workers, for a moment perhaps for two.
    let loops: @Sendable (_ isFirst: Bool) -> [BackgroundLoop]

    /// Told in a worker when it shall end, before any loop is.
    let willEnd: @Sendable () -> Void

    /// Told the name of a loop and what its step threw; of a fault that stays, once.
    let report: @Sendable (_ loop: String, any Error) -> Void

    /// Nothing.
    package static let none = Background(longestStepSeconds: 0, loops: { _ in [] }, report: { _, _ in })

    package init(
        longestStepSeconds: Int,
        loops: @escaping @Sendable (_ isFirst: Bool) -> [BackgroundLoop],
        willEnd: @escaping @Sendable () -> Void = {},
        report: @escaping @Sendable (_ loop: String, any Error) -> Void
    ) {
        self.longestStepSeconds = longestStepSeconds
        self.loops = loops
        self.willEnd = willEnd
        self.report = report
    }
}
