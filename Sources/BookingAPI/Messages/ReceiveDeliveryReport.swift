import HTTP
import Scheduling

/// Takes a provider's signed report about messages it carried: `POST /api/hooks/twilio`, `POST /api/hooks/resend`.
///
/// Any 2xx acknowledges it; a repeated one, or one that comes late, changes nothing.
func receiveDeliveryReport(_ request: Request, _ app: App) throws -> Response {
    let provider = String(request.path.split(separator: "/").last ?? "")
    let signature = provider == "twilio" ? "x-twilio-signature" : "svix-signature"
    guard request.headers[signature] != nil else {
        throw Problem(400, "missing_header", "The header \(signature) is missing.")
    }
    let callback = ProviderCallback(
        provider: provider,
        target: request.query.isEmpty ? request.path : "\(request.path)?\(request.query)",
        headers: request.headers.firstValues,
        body: request.body
    )
    let now = app.now()
    guard let report = app.messageSender.report(in: callback, at: now) else { throw Problem.unauthorized }
    _ = try app.store.receive(report, at: now)
    return Response(status: 204, headers: [("Cache-Control", "no-store")])
}
