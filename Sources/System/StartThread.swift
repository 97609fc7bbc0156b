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
