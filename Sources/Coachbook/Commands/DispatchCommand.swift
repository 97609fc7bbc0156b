import ArgumentParser
import BookingAPI
import BookingStore
import HTTP
import Notifications
import Scheduling
import ZoneInfo

/// `coachbook dispatch`: releases holds that have ended, keeps promised local times, sends what is due and ends; for hosts
/// where cron is all there is.
struct DispatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch",
        abstract: "Release holds that have ended, send the queued messages that are due, then end.",
        discussion: """
            When the rules of a time zone have changed, sessions are moved first so that they keep their promised local \
            time. coachbook serve does all this by itself; two at once never send the same message twice.
            """
    )

    @Option(help: "For how many seconds at most.")
    var seconds = 50

    @OptionGroup var options: OperatorOptions

    func validate() throws {
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
    }

    func run() throws {
        let end = ContinuousClock.now + .seconds(seconds)
        let sending = try Sending.open(Environment.current)
        let store = try options.openStore()
        // Whoever lost a hold is told now; a calendar that cannot be had keeps no message waiting.
        let release = Result { try store.releaseEndedHolds(atMost: Int(Int32.max), at: options.now) }
        let promises = try followClockChanges(store, sending.zones)
        let dispatcher = sending.makeDispatcher(store: store)
        var deliveries: [Delivery] = []
        while ContinuousClock.now < end {
            let some = try dispatcher.sendDue()
            deliveries += some
            if some.isEmpty { break }
        }
        let sent = deliveries.count(where: \.isSent)
        let lines = promises.sentences + ["Tried \(deliveries.count), sent \(sent)."]
        options.show(lines.joined(separator: "\n")) { json in
            json.member("moved", promises.moved)
            json.member("conflicts", promises.conflicts)
            json.member("attempted", deliveries.count)
            json.member("sent", sent)
            let warnings = promises.warnings + Set(deliveries.compactMap(\.warning)).sorted()
            json.array("warnings", warnings) { $0.string($1) }
        }
        _ = try release.get()
    }

    private func followClockChanges(_ store: MariaDBStore, _ zones: ZoneInfo) throws -> ClockChangeReport {
        try FollowClockChanges(store: store, zones: zones, now: presentMoment).lookThrough()
    }
}

/// `coachbook remind`: what `POST /api/bookings/reminders` does, without HTTP.
struct Remind: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Send the reminders that are due, then end.")

    @Option(help: "For how many seconds at most.")
    var seconds = 50

    @Option(help: "Only those of the brand with this slug.")
    var brand: String?

    @OptionGroup var options: OperatorOptions

    func validate() throws {
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
    }

    func run() throws {
        let store = try options.openStore()
        let brandID = try brand.map { slug in
            guard let found = try store.brand(slug: slug) else { throw ValidationError("There is no brand \(slug).") }
            return found.id
        }
        let dispatcher = try Sending.open(Environment.current).makeDispatcher(store: store)
        let report = try dispatcher.sendReminders(of: brandID, forSeconds: seconds)
        let line = (["Tried \(report.attempted), sent \(report.sent)."] + report.warnings).joined(separator: "\n")
        options.show(line) { json in
            json.member("attempted", report.attempted)
            json.member("sent", report.sent)
            json.array("warnings", report.warnings) { $0.string($1) }
        }
    }
}
