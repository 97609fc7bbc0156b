import HTTP
import Scheduling

/// Says that requests can be served, and with which versions: `GET /readyz`.
///
/// Throws the store's fault, which becomes 503, while the database is away, and `unavailable` (503) while nothing guards the
/// calendar, which is tried out each time.
func showReadiness(_ request: Request, _ app: App) throws -> Response {
    let schema = try app.store.schemaVersion()
    if let lapse = try app.store.guardLapse() {
        throw Problem(503, "unavailable", lapse.sentence, headers: [("Retry-After", "15")])
    }
    var json = JSONWriter()
    json.object {
        $0.member("status", "ready")
        $0.member("database", "ok")
        $0.member("schemaVersion", schema)
        $0.member("calendarGuard", "ok")
        $0.member("tzdataVersion", app.zones.version)
    }
    return .json(json.bytes)
}
