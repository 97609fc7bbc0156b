import Glibc

/// Runs the body on a new thread; answers false when the system has none to give.
@discardableResult
package func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let failure = pthread_create(
        &thread,
        nil,
        { context in
            context.map { Unmanaged<Box>.fromOpaque($0).takeRetainedValue().body() }
            return nil
        },
        box.toOpaque()
    )
    if failure == 0 { pthread_detach(thread) } else { box.release() }
    return failure == 0
}

/// Asks every few milliseconds whether something has come about; answers false when it has not in time.
package func waitUntil(milliseconds: Int, _ condition: () -> Bool) -> Bool {
    let deadline = monotonicMilliseconds() + milliseconds
    while !condition() {
        if monotonicMilliseconds() >= deadline { return condition() }
        usleep(2_000)
    }
    return true
}

/// Milliseconds of a clock that nobody sets.
private func monotonicMilliseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
}
