import HTTP
import Scheduling

/// Who sends a request, as far as its credentials show.
struct Caller {
    /// The credential; nil for a visitor.
    let token: AccessToken?

    /// What the caller is; nil for a visitor.
    var role: AccessToken.Role? { token?.role }

    /// Whether it acts for the brand: instructor, admin or the brand's own back end.
    var isStaff: Bool {
        switch role {
        case .instructor, .admin, .service: true
        case .student, .manage, nil: false
        }
    }

    /// The caller in histories and idempotency keys: `visitor`, or the role with the id behind it.
    var actor: String {
        switch role {
        case nil: "visitor"
        case .student(let id): "student:\(id)"
        case .instructor(let id): "instructor:\(id)"
        case .manage(let id): "manage:\(id)"
        case .admin, .service: "\(role?.name ?? ""):\(token.map(\.id.description) ?? "")"
        }
    }

    /// The instructor that the caller is; nil for everybody else.
    var ownInstructorID: ID<Instructor>? {
        if case .instructor(let id) = role { id } else { nil }
    }

    /// Refuses a calendar that the brand does not have (`not_found`), and an instructor who asks about another's.
    func checkMayManage(_ instructorID: ID<Instructor>, in brandID: ID<Brand>, _ store: any Store) throws {
        if instructorID == ownInstructorID { return }
        guard try store.instructor(instructorID, in: brandID) != nil else { throw Refusal.notFound }
        if ownInstructorID != nil { throw Refusal.forbidden }
    }

    /// Refuses a booking that is not the caller's to see.
    ///
    /// Staff see their brand's (an instructor its own), a student its own, the holder of a manage link the one booking.
    func checkMaySee(_ booking: Booking) throws(Refusal) {
        switch role {
        case .admin, .service: return
        case .instructor(let id): if id != booking.instructorID { throw .forbidden }
        case .student(let id): if id != booking.studentID { throw .notFound }
        case .manage(let id): if id != booking.id { throw .notFound }
        case nil: throw .notFound
        }
    }
}

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
    func admit(_ caller: Caller) throws {
        let admitted =
            switch (self, caller.role) {
            case (.anyone, _): true
            case (.bookers, .manage): false
            case (.bookers, _): true
            case (.members, .student): true
            case (.holders, .student), (.holders, .manage): true
            default: caller.isStaff
            }
        if admitted { return }
        throw caller.token == nil ? Problem.unauthorized : Problem(Refusal.forbidden)
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

/// The caller of a request, from its `Authorization` header.
///
/// Throws `unauthorized` (401) for a credential that is not known or no longer counts, `forbidden` (403) for one of
/// another brand.
func findCaller(of request: Request, in brand: Brand, at now: Moment, _ app: App) throws -> Caller {
    let caller = try findCaller(of: request, at: now, app)
    if let token = caller.token, token.brandID != brand.id { throw Refusal.forbidden }
    return caller
}

/// The caller of a request outside any brand.
///
/// Throws `unauthorized` (401) for a credential that is not known or no longer counts.
func findCaller(of request: Request, at now: Moment, _ app: App) throws -> Caller {
    guard let authorization = request.headers["authorization"] else { return Caller(token: nil) }
    guard let secret = bearerSecret(authorization) else { throw Problem.unauthorized }
    guard let token = try app.store.token(digest: TokenSecret.digest(of: secret)), token.isValid(at: now) else {
        throw Problem.unauthorized
    }
    if (token.lastUsedAt?.adding(minutes: 1) ?? now) <= now { try app.store.markUsed(token.id, at: now) }
    return Caller(token: token)
}

/// The secret of `Bearer <secret>` (RFC 6750 §2.1; the scheme in any case); nil for anything else.
private func bearerSecret(_ authorization: String) -> Substring? {
    let parts = authorization.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= 512 else { return nil }
    return parts[1]
}

extension Request {
    /// Refuses a header that comes twice where a proxy and we could read different ones, or that has no value.
    func refuseUnclearHeaders() throws(Problem) {
        let single = [
            "Authorization", "X-Brand", "X-Booking-Cron-Secret", "Idempotency-Key", "If-Match", "Content-Type",
        ]
        for name in single where headers.count(of: name.lowercased()) > 1 {
            throw Problem.invalidField(name, "The header \(name) is given more than once.", code: "repeated")
        }
        for name in ["X-Brand", "Idempotency-Key", "If-Match"] where headers[name.lowercased()]?.isEmpty == true {
            throw Problem(400, "missing_header", "The header \(name) is there but has no value.")
        }
    }

    /// Refuses a body that is not declared as JSON; a request without a body may leave the type out.
    func requireJSONBody() throws(Problem) {
        let declared = headers["content-type"] ?? ""
        guard !body.isEmpty || !declared.isEmpty, method != "GET", method != "HEAD" else { return }
        let type = declared.split(separator: ";").first.map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        guard type == "application/json" else {
            throw Problem(415, "unsupported_media_type", "The body must be sent as application/json.")
        }
    }
}
