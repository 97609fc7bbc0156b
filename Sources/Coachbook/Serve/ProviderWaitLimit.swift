import Dispatch
import Synchronization

/// How many threads of a process may wait for providers at a time: never all of them.
///
/// Else a provider that answers nobody would, booking by booking, take every thread, and with them the calendar.
final class ProviderWaitLimit: Sendable {
    /// How long to wait for a seat while providers are well.
    private static let timeouts = DispatchTimeInterval.milliseconds(300)

    /// A wait of this length says that they are not.
    private static let slowNanoseconds: UInt64 = 1_000_000_000

    private let seats: DispatchSemaphore
    private let isSlow = Mutex(false)

    /// Keeps a quarter of the process's threads out of it, and lets one wait at least.
    init(threads: Int) { seats = DispatchSemaphore(value: max(1, threads * 3 / 4)) }

    /// Lets the body wait; nil when others have every seat, at once when the last who waited did so for long.
    func wait<Result>(_ body: () -> Result) -> Result? {
        let start = DispatchTime.now()
        guard seats.wait(timeout: isSlow.withLock { $0 } ? start : start + Self.timeouts) == .success else {
            return nil
        }
        defer { seats.signal() }
        let began = DispatchTime.now().uptimeNanoseconds
        let result = body()
        isSlow.withLock { $0 = DispatchTime.now().uptimeNanoseconds - began > Self.slowNanoseconds }
        return result
    }
}
