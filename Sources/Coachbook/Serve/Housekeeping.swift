import BookingStore
import Glibc
import Logging
import Scheduling

/// What one thread of one worker does by itself: every second it releases holds that have ended, every minute it forgets
/// what is no longer needed.
struct Housekeeping: Sendable {
    private static let pauseSeconds: UInt32 = 1
    private static let pauseAfterFault: UInt32 = 5
    private static let turnsUntilForgetting = 60

    /// Done at a time; a large delete would hold locks and, on a cluster, everybody up.
    private static let batch = 1_000

    let database: DatabaseURL

    /// Runs for ever, on a connection of its own; a database that is away is met again a little later.
    func run() {
        let store = MariaDBStore(database)
        var turn = 0
        while true {
            sleep(Housekeeping.pauseSeconds)
            turn += 1
            let isTimeToForget = turn.isMultiple(of: Housekeeping.turnsUntilForgetting)
            do {
                let chores =
                    (isTimeToForget ? [store.forgetAnswers, store.forgetReports] : []) + [store.releaseExpiredHolds]
                for chore in chores {
                    while try chore(Housekeeping.batch, Moment(seconds: Glibc.time(nil))) == Housekeeping.batch {}
                }
            } catch {
                serverLog.warning("housekeeping failed", metadata: ["detail": "\(sentence(for: error))"])
                sleep(Housekeeping.pauseAfterFault)
            }
        }
    }
}
