import Dispatch
import Synchronization

/// How many threads of a process may wait for providers at a time: never all of them.
///
/// Else a provider that answers nobody would, booking by booking, take every thread, and with them the calendar.
final class ProviderWaitLimit: Sendable {
    /// How long a thread waits for its turn while providers are well.
    private static let turnWait = DispatchTimeInterval.milliseconds(300)

    /// Whoever waited so long for a provider says that they are not.
    private static let slowNanoseconds: UInt64 = 1_000_000_000

    private let places: DispatchSemaphore
    private let isSlow = Mutex(false)

    /// Keeps a quarter of the process's threads for others, and lets one wait at least.
    init(threads: Int) { places = DispatchSemaphore(value: max(1, threads * 3 / 4)) }

    /// Lets the body wait for providers; nil when as many do as may, at once when the last who waited did so for long.
    func wait<Result>(_ body: () -> Result) -> Result? {
        let start = DispatchTime.now()
        guard places.wait(timeout: isSlow.withLock { $0 } ? start : start + Self.turnWait) == .success else {
            return nil
        }
        defer { places.signal() }
        let began = DispatchTime.now().uptimeNanoseconds
        let result = body()
        isSlow.withLock { $0 = DispatchTime.now().uptimeNanoseconds - began > Self.slowNanoseconds }
        return result
    }
}
