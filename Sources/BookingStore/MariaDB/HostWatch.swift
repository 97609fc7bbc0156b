import CMariaDB
import Glibc
import Scheduling
import Synchronization
import System

/// One of the hosts of a database that has several, and whether it takes requests.
///
/// A thread asks the host four times a second on a connection of its own. As soon as it has been without an answer for a
/// second, or says that it has left its cluster, every other connection of this process to it is shut down: whoever waits
/// on one would otherwise wait for as long as a statement may take.
final class HostWatch: Sendable {
    /// How good a host is to connect to; the order is that of preference.
    enum Standing: Int, Comparable {
        /// Answers, and has for a while.
        case stable
        /// Answers again, but has failed not long ago.
        case back
        /// Did not answer when it was last asked.
        case failed

        static func < (one: Standing, other: Standing) -> Bool { one.rawValue < other.rawValue }
    }

    private struct State {
        var isAnswering = true
        var stableAt = ContinuousClock.now
        var sockets: Set<Int32> = []
    }

    /// A host that was away is first again after so long: until then it may go away once more, or still be catching up.
    static let stableAfter = Duration.seconds(5)

    let host: DatabaseURL.Host
    private let state = Mutex(State())

    init(_ host: DatabaseURL.Host) { self.host = host }

    var standing: Standing {
        state.withLock { state in
            guard state.isAnswering else { return .failed }
            return ContinuousClock.now < state.stableAt ? .back : .stable
        }
    }

    /// Starts the thread, which ends soon after the last reference to the watch is gone.
    ///
    /// Without a thread to be had, a host is only known by what connects to it meet.
    func start(_ url: DatabaseURL) {
        startThread { [weak self] in
            var connection: Connection?
            while self?.ask(url, on: &connection) != nil { usleep(250_000) }
        }
    }

    /// Remembers what a connect or a question has met; a fault that is not the connection's says nothing about the host.
    func note(_ fault: Fault?) {
        state.withLock { state in
            if let fault, fault.isConnectionLost {
                state.isAnswering = false
                for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
            } else if !state.isAnswering, fault == nil {
                state.isAnswering = true
                state.stableAt = .now + Self.stableAfter
            }
        }
    }

    /// Shuts a connection's socket down, too, when the host fails.
    ///
    /// - Returns: what to give to `forget`: a descriptor of its own for the socket, because the client closes its own when it
    ///   likes, and the number may then be another's.
    func add(_ socket: Int32) -> Int32 {
        let own = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        if own >= 0 { _ = state.withLock { $0.sockets.insert(own) } }
        return own
    }

    /// Forgets a connection that is about to be closed.
    func forget(_ socket: Int32) {
        state.withLock { if $0.sockets.remove(socket) != nil { close(socket) } }
    }

    /// Asks once, on a new connection when there is none.
    private func ask(_ url: DatabaseURL, on connection: inout Connection?) {
        do {
            let asked = try connection ?? Connection(url, host, .question)
            connection = asked
            try asked.checkIsReady()
            note(nil)
        } catch {
            connection = nil
            note(error as? Fault)
        }
    }
}
