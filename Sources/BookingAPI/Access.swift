import HTTP
import Scheduling

/// Who may call a route.
enum Callers {
    /// Everybody.
    case anyone
    /// Everybody but the holder of a manage link; the brand decides about visitors.
    case bookers
    /// Students and staff.
    case members
    /// Students, staff, and the holder of a manage link.
    case holders
    /// Instructors, admins and the brand's back end.
    case staff

    /// Throws `unauthorized` (401) to a visitor, `forbidden` (403) to a known caller, who may not.
    func admit(_ actor: Actor) throws {
        let admitted =
            switch (self, actor) {
            case (.anyone, _): true
            case (.bookers, .holder): false
            case (.bookers, _): true
            case (.members, .student): true
            case (.holders, .student), (.holders, .holder): true
            default: actor.isStaff
            }
        if admitted { return }
        throw actor == .visitor ? Problem.unauthorized : Problem(Refusal.forbidden)
    }
}

/// The brand of a request: the `X-Brand` header, else the host.
///
/// Throws `brand_not_found` (404) when the one that is given is not known.
func findBrand(of request: Request, _ app: App) throws -> Brand {
    let brand =
        if let slug = request.headers["x-brand"] {
            try app.store.brand(slug: slug)
        } else {
            try app.store.brand(host: request.host)
        }
    guard let brand else { throw Problem.brandNotFound }
    return brand
}

/// Who sends a request, from its `Authorization` header.
///
/// Throws `unauthorized` (401) for a credential that is not known or no longer counts, `forbidden` (403) for one of
/// another brand.
func findActor(of request: Request, in brand: Brand, at now: Moment, _ app: App) throws -> Actor {
    guard let token = try findToken(of: request, at: now, app) else { return .visitor }
    if token.brandID != brand.id { throw Refusal.forbidden }
    return token.actor
}

/// The credential that a request shows, of whichever brand; nil for a visitor's.
///
/// Throws `unauthorized` (401) for one that is not known or no longer counts.
func findToken(of request: Request, at now: Moment, _ app: App) throws -> AccessToken? {
    guard let authorization = request.headers["authorization"] else { return nil }
    guard let secret = bearerSecret(authorization) else { throw Problem.unauthorized }
    guard let token = try app.store.token(digest: TokenSecret.digest(of: secret)), token.isValid(at: now) else {
        throw Problem.unauthorized
    }
    // To the minute: a write for each request would make this row the busiest of the database.
    if (token.lastUsedAt?.adding(minutes: 1) ?? now) <= now { app.noteUse(token.id, now) }
    return token
}

/// The secret of `Bearer <secret>` (RFC 6750 §2.1; the scheme in any case); nil for anything else.
private func bearerSecret(_ authorization: String) -> Substring? {
    let parts = authorization.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 512 else { return nil }
    return parts[1]
}

/// A request whose brand and sender are known.
struct Call {
    let request: Request
    let brand: Brand
    let actor: Actor
    let now: Moment

    /// What the path has where its route names a parameter.
    let parameters: [String: Substring]

    /// The id in a parameter of the path.
    ///
    /// Throws `not_found` (404) when it is no id at all.
    func id<Of>(_ parameter: String) throws -> ID<Of> {
        guard let id = parameters[parameter].flatMap({ ID<Of>($0) }) else { throw Refusal.notFound }
        return id
    }
}

extension Request {
    /// Refuses a header that comes twice where a proxy and we could read different ones, or that has no value.
    func refuseUnclearHeaders() throws(Problem) {
        let single = [
            "Authorization", "X-Brand", "X-Booking-Cron-Secret", "Idempotency-Key", "If-Match", "If-None-Match",
            "Content-Type", "Content-Encoding",
        ]
        for name in single where headers.count(of: name.lowercased()) > 1 {
            throw Problem.invalidField(name, "The header \(name) is given more than once.", code: "repeated")
        }
        for name in ["X-Brand", "Idempotency-Key", "If-Match", "If-None-Match"]
        where headers[name.lowercased()]?.isEmpty == true {
            throw Problem(400, "missing_header", "The header \(name) is there but has no value.")
        }
    }

    /// Refuses a body that is compressed or encoded in another way: nothing here undoes that.
    func requirePlainBody() throws(Problem) {
        let coding = lowercasedASCII(headers["content-encoding"] ?? "identity")
        if body.isEmpty || coding == "identity" { return }
        throw Problem(
            415,
            "unsupported_media_type",
            "The body must be sent as it is, without Content-Encoding.",
            headers: [("Accept-Encoding", "identity")]
        )
    }

    /// Refuses a body that is not plain JSON; a request without a body may leave the type out.
    func requireJSONBody() throws(Problem) {
        try requirePlainBody()
        let declared = headers["content-type"] ?? ""
        guard !body.isEmpty || !declared.isEmpty, method != "GET", method != "HEAD" else { return }
        let type = declared.split(separator: ";").first.map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        guard type == "application/json" else {
            throw Problem(415, "unsupported_media_type", "The body must be sent as application/json.")
        }
    }
}
