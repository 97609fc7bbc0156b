package import HTTP
package import Scheduling

/// How long one request sends reminders, in seconds; nginx waits twice as long, and the rest is the next request's.
private let secondsPerRequest = 10

/// Sends the reminders that are due: `POST /api/bookings/reminders`.
///
/// The header `x-booking-cron-secret` must hold the configured secret. Where none is configured, only loopback, admins
/// and a brand's back end are served; what a proxy has passed on comes from elsewhere, whatever the address. It is about every brand, unless `X-Brand` names one; with credentials about theirs.
func sendReminders(_ request: Request, _ app: App) throws -> Response {
    let token = try findToken(of: request, at: app.now(), app)
    try checkCron(request, token, app)
    let named = try request.headers["x-brand"].map { _ in try findBrand(of: request, app).id }
    if let named, let own = token?.brandID, named != own { throw Refusal.forbidden }
    let brandID = named ?? token?.brandID
    let report = try app.messageSender.sendReminders(of: brandID, forSeconds: secondsPerRequest)
    var json = JSONWriter()
    json.object { $0.reminders(report) }
    return .json(json.bytes)
}

extension JSONWriter {
    /// The members that report on reminders.
    package mutating func reminders(_ report: ReminderReport) {
        member("attempted", report.attempted)
        member("sent", report.sent)
        array("warnings", report.warnings) { $0.string($1) }
    }
}

private func checkCron(_ request: Request, _ token: AccessToken?, _ app: App) throws {
    if let secret = app.settings.cronSecret {
        let shown = request.headers["x-booking-cron-secret"] ?? ""
        guard TokenSecret.areEqual(shown, secret) else { throw Problem.cronUnauthorized }
        return
    }
    if token?.role == .admin || token?.role == .service { return }
    guard isLoopback(request.remoteAddress), !request.headers.tellOfProxy else { throw Problem.cronUnauthorized }
}

private func isLoopback(_ address: String) -> Bool {
    address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
}

extension Headers {
    /// Whether a proxy says that it passed the request on: then the address is its own.
    fileprivate var tellOfProxy: Bool {
        let names: Set = [
            "forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "cf-connecting-ip", "true-client-ip",
        ]
        return firstValues.keys.contains { names.contains($0) || $0.hasPrefix("x-forwarded") }
    }
}

extension Problem {
    fileprivate static let cronUnauthorized = Problem(
        401,
        "unauthorized",
        "This needs the header x-booking-cron-secret with the configured secret.",
        headers: [("WWW-Authenticate", "Bearer")]
    )
}
