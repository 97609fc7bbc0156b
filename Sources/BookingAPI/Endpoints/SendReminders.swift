package import HTTP
package import Scheduling

/// The most reminders that one request handles; the rest is the next one's.
private let remindersPerRequest = 500

/// Sends the reminders that are due: `POST /api/bookings/reminders`.
///
/// The header `x-booking-cron-secret` must hold the configured secret. Where none is configured, only loopback, admins
/// and a brand's back end are served. It is about every brand, unless `X-Brand` names one; with credentials about theirs.
func sendReminders(_ request: Request, _ app: App) throws -> Response {
    let caller = try findCaller(of: request, at: app.now(), app)
    try checkCron(request, caller, app)
    let named = try request.headers["x-brand"].map { _ in try findBrand(of: request, app).id }
    if let named, let own = caller.token?.brandID, named != own { throw Refusal.forbidden }
    let report = try dispatchReminders(of: named ?? caller.token?.brandID, app)
    var json = JSONWriter()
    json.object { $0.reminders(report) }
    return .json(json.bytes)
}

/// Finds, claims and reports what is due in a brand, or in every brand.
package func dispatchReminders(of brandID: ID<Brand>?, _ app: App) throws -> ReminderReport {
    let now = app.now()
    let claimed = try app.store.claimReminders(of: brandID, limit: remindersPerRequest, leaseSeconds: 60, at: now)
    try app.store.releaseReminders(claimed, at: now)
    var warnings: [String] = []
    for channel in OutboxMessage.Channel.allCases {
        let count = claimed.count { $0.message.channel == channel }
        guard count > 0 else { continue }
        warnings.append("\(count) reminder\(count == 1 ? "" : "s") not sent: " + app.settings.notice(for: channel))
    }
    return ReminderReport(attempted: claimed.count, sent: 0, warnings: warnings)
}

/// What became of the reminders that were due.
package struct ReminderReport: Sendable {
    /// How many were due and nobody else's.
    package let attempted: Int

    /// How many went out.
    package let sent: Int

    /// Why the others did not, in words for an operator.
    package let warnings: [String]
}

extension JSONWriter {
    /// The members that report on reminders.
    package mutating func reminders(_ report: ReminderReport) {
        member("attempted", report.attempted)
        member("sent", report.sent)
        array("warnings", report.warnings) { $0.string($1) }
    }
}

private func checkCron(_ request: Request, _ caller: Caller, _ app: App) throws {
    if let secret = app.settings.cronSecret {
        let shown = request.headers["x-booking-cron-secret"] ?? ""
        guard TokenSecret.areEqual(shown, secret) else { throw Problem.cronUnauthorized }
        return
    }
    if caller.role == .admin || caller.role == .service { return }
    guard isLoopback(request.remoteAddress) else { throw Problem.cronUnauthorized }
}

private func isLoopback(_ address: String) -> Bool {
    address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
}

extension Problem {
    fileprivate static let cronUnauthorized = Problem(
        401,
        "unauthorized",
        "This needs the header x-booking-cron-secret with the configured secret.",
        headers: [("WWW-Authenticate", "Bearer")]
    )
}
