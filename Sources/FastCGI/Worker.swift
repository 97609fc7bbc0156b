import CFastCGI
import Glibc
import System

/// One process that serves: its threads take connections, its main thread waits for signals.
struct Worker {
    /// How long requests that run may take once the worker was told to end, in seconds.
    ///
    /// Loops get `Background.longestStepSeconds` more: whoever is cut off may have handed over a message a moment ago.
    static let graceSeconds = 10

    /// How far a worker steps back for nginx and the database when cores are scarce (nice(1)).
    ///
    /// Sixteen threads with work, and as many of the database, would else leave nginx so little that a refusal waits as
    /// long as an answer (measured on one core: at 5 it came to refuse 2.2 times what was served, at 8 any number).
    /// At 10 it wakes for each single request, and a tenth less is served.
    static let niceness: Int32 = 7

    let socket: ListeningSocket
    let threads: Int
    let isFirst: Bool
    let background: Background
    let makeHandler: @Sendable () -> Handler

    /// Serves until SIGTERM (take what queues, then end) or SIGUSR1 (take no more, end).
    ///
    /// - Parameter ready: a pipe that gets one byte when the threads run.
    func run(ready: Int32) {
        signal(SIGPIPE, SIG_IGN)
        FCGX_Init()
        signal(SIGPIPE, SIG_IGN)  // FCGX_Init puts a handler of its own where the default was
        _ = nice(Worker.niceness)
        let control = WorkerControl()
        let loops = LoopThreads(background.loops(isFirst), report: background.report)
        for _ in 0..<threads { startServing(control) }
        guard control.threads > 0 else { return }
        loops.start()
        var byte: UInt8 = 1
        _ = write(ready, &byte, 1)
        close(ready)
        control.mode = waitForOrder()
        background.willEnd()
        loops.enter(.ending)
        wait(atMost: Worker.graceSeconds) { control.threads == 0 }
        loops.enter(.afterRequests)
        wait(atMost: background.longestStepSeconds) { loops.running == 0 }
    }

    private func wait(atMost seconds: Int, until isOver: () -> Bool) {
        let deadline = monotonicMilliseconds() + seconds * 1000
        while !isOver(), monotonicMilliseconds() < deadline { usleep(5_000) }
    }

    private func startServing(_ control: WorkerControl) {
        let makeHandler = makeHandler
        let responder = Responder(socket: socket, control: control)
        control.threadBegins()
        let started = startThread {
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
