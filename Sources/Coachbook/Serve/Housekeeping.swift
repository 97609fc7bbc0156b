import BookingStore
import FastCGI

extension BackgroundLoop {
    /// Done at a time; a large delete would hold locks and, on a cluster, everybody up.
    private static let batch = 1_000

    /// Releases holds that have ended.
    static func releasingHolds(_ database: DatabaseURL) -> BackgroundLoop {
        BackgroundLoop("housekeeping", pauseMilliseconds: 1_000) {
            let store = MariaDBStore(database)
            return { try store.releaseEndedHolds(atMost: batch, at: presentMoment()) == batch ? .more : .done }
        }
    }

    /// Forgets kept answers, providers' reports and guests' counts that are no longer needed.
    static func forgetting(_ database: DatabaseURL) -> BackgroundLoop {
        BackgroundLoop("housekeeping", pauseMilliseconds: 60_000) {
            let store = MariaDBStore(database)
            return {
                let answers = try store.forgetAnswers(atMost: batch, at: presentMoment())
                let reports = try store.forgetReports(atMost: batch, at: presentMoment())
                let counts = try store.forgetGuestCounts(atMost: batch, at: presentMoment())
                return max(answers, reports, counts) == batch ? .more : .done
            }
        }
    }
}
