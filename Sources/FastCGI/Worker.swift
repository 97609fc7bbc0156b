import CFastCGI
import CSupport
import Glibc

/// One process that serves: its threads take connections, its main thread waits for signals.
struct Worker {
    /// How long requests that run may take once the worker was told to end.
    static let graceSeconds = 10

    let socket: ListeningSocket
    let threads: Int
    let housekeeping: (@Sendable () -> Void)?
    let makeHandler: @Sendable () -> Handler

    /// Serves until SIGTERM (take what queues, then end) or SIGUSR1 (take no more, end).
    ///
    /// - Parameter ready: a pipe that gets one byte when the threads run.
    func run(ready: Int32) {
        signal(SIGPIPE, SIG_IGN)
        FCGX_Init()
        signal(SIGPIPE, SIG_IGN)  // FCGX_Init puts a handler of its own where the default was
        let control = WorkerControl()
        for _ in 0..<threads { startThread(control) }
        guard control.threads > 0 else { return }
        if let housekeeping { _ = runThread(housekeeping) }
        var byte: UInt8 = 1
        _ = write(ready, &byte, 1)
        close(ready)
        control.mode = waitForOrder()
        for _ in 0..<(Worker.graceSeconds * 200) where control.threads > 0 { usleep(5_000) }
    }

    private func startThread(_ control: WorkerControl) {
        let makeHandler = makeHandler
        let responder = Responder(socket: socket, control: control)
        control.threadBegins()
        let started = runThread {
            responder.run(makeHandler())
            control.threadEnds()
        }
        if !started { control.threadEnds() }
    }

    private func waitForOrder() -> WorkerControl.Mode {
        var orders = signalSet(SIGTERM, SIGUSR1)
        while true {
            var received: Int32 = 0
            guard sigwait(&orders, &received) == 0 else { continue }
            return received == SIGUSR1 ? .retiring : .stopping
        }
    }
}

/// A set of those signals.
func signalSet(_ signals: Int32...) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
}

/// Runs the body on a new thread; answers false when the system has none to give.
@discardableResult
package func runThread(_ body: @escaping @Sendable () -> Void) -> Bool {
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
