import HTTP

/// Says that the process answers: `GET /healthz`.
func showHealth(_ request: Request, _ app: App) throws -> Response {
    var json = JSONWriter()
    json.object { $0.member("status", "ok") }
    return .json(json.bytes)
}
