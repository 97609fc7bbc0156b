import BookingStore
import Glibc
import Logging
import Scheduling

/// What one thread of one worker does once a minute: forgets what is no longer needed.
struct Housekeeping: Sendable {
    private static let pauseSeconds: UInt32 = 60

    /// Deleted at a time; a large delete would hold locks and, on a cluster, everybody up.
    private static let batch = 1_000

    let database: DatabaseURL

    /// Runs for ever, on a connection of its own; a database that is away is met again a minute later.
    func run() {
        let store = MariaDBStore(database)
        while true {
            sleep(Housekeeping.pauseSeconds)
            do {
                for forget in [store.forgetAnswers, store.forgetReports] {
                    while try forget(Housekeeping.batch, Moment(seconds: Glibc.time(nil))) == Housekeeping.batch {}
                }
            } catch {
                serverLog.warning("housekeeping failed", metadata: ["detail": "\(sentence(for: error))"])
            }
        }
    }
}
