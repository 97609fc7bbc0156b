import ArgumentParser
import BookingStore
import HTTP
import Notifications
import Scheduling

/// `coachbook dispatch`: releases holds that have ended, sends what is due and ends; for hosts where cron is all there is.
struct DispatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch",
        abstract: "Release holds that have ended, send the queued messages that are due, then end.",
        discussion: "coachbook serve does this by itself; two at once never send the same message twice."
    )

    @Option(help: "For how many seconds at most.")
    var seconds = 50

    @OptionGroup var options: OperatorOptions

    func validate() throws {
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
    }

    func run() throws {
        let store = try options.openStore()
        let dispatcher = try Sending(Environment.current).makeDispatcher(store: store)
        // Whoever lost a hold is told now; a calendar that cannot be had keeps no message waiting.
        let release = Result { try store.releaseExpiredHolds(atMost: Int(Int32.max), at: options.now) }
        let end = ContinuousClock.now + .seconds(seconds)
        var deliveries: [Delivery] = []
        while ContinuousClock.now < end {
            let some = try dispatcher.sendDue()
            deliveries += some
            if some.isEmpty { break }
        }
        let sent = deliveries.count(where: \.isSent)
        options.show("Tried \(deliveries.count), sent \(sent).") { json in
            json.member("attempted", deliveries.count)
            json.member("sent", sent)
            json.array("warnings", Set(deliveries.compactMap(\.warning)).sorted()) { $0.string($1) }
        }
        _ = try release.get()
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
        let dispatcher = try Sending(Environment.current).makeDispatcher(store: store)
        let report = try dispatcher.sendReminders(of: brandID, forSeconds: seconds)
        let line = (["Tried \(report.attempted), sent \(report.sent)."] + report.warnings).joined(separator: "\n")
        options.show(line) { json in
            json.member("attempted", report.attempted)
            json.member("sent", report.sent)
            json.array("warnings", report.warnings) { $0.string($1) }
        }
    }
}
