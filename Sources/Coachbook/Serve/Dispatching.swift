import BookingStore
import FastCGI
import Notifications

extension BackgroundLoop {
    /// Sends what is due, one message after the other.
    static func dispatching(_ sending: Sending, _ database: DatabaseURL) -> BackgroundLoop {
        BackgroundLoop("dispatch", pauseMilliseconds: 1_000) {
            let dispatcher = sending.makeDispatcher(store: MariaDBStore(database))
            return { try dispatcher.sendDue().isEmpty ? .done : .more }
        }
    }
}
