import HTTP
import Scheduling

/// Lets pages of a brand's `embedOrigins` read what visitors may: the Fetch standard's CORS protocol, without credentials.
enum CrossOrigin {
    /// How long a browser may keep what a preflight said, in seconds.
    private static let keptSeconds = 600

    /// Answers a preflight: `OPTIONS` of a route that may be embedded.
    ///
    /// A browser names no `X-Brand` here, it only asks whether it may. So without a host that tells the brand, an origin of
    /// any brand may ask; the answer to the request itself is then for origins of its brand only.
    static func answerPreflight(_ request: Request, _ app: App) throws -> Response {
        let allowed = allowedMethods(at: request.path)
        var response = Response(status: 204, headers: [("Vary", "Origin"), ("Allow", allowed)])
        guard let origin = request.headers["origin"], try isKnown(origin, to: request, app) else { return response }
        response.headers += [
            ("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Methods", "GET, HEAD"),
            ("Access-Control-Allow-Headers", "X-Brand, If-None-Match"),
            ("Access-Control-Max-Age", "\(keptSeconds)"),
        ]
        return response
    }

    private static func isKnown(_ origin: String, to request: Request, _ app: App) throws -> Bool {
        if let slug = request.headers["x-brand"] {
            return try app.store.brand(slug: slug)?.embedOrigins.contains(origin) == true
        }
        if let brand = try app.store.brand(host: request.host) { return brand.embedOrigins.contains(origin) }
        return try app.store.hasBrand(embeddedAt: origin)
    }

    /// The header fields with which a page of that origin may read an answer of the brand.
    static func fields(for request: Request, of brand: Brand) -> [(name: String, value: String)] {
        if brand.embedOrigins.isEmpty { return [] }
        guard let origin = request.headers["origin"], brand.embedOrigins.contains(origin) else {
            return [("Vary", "Origin")]
        }
        return [
            ("Vary", "Origin"), ("Access-Control-Allow-Origin", origin), ("Access-Control-Expose-Headers", "ETag"),
        ]
    }
}

extension Route {
    /// A route that pages of other origins may read.
    static func embeddable(
        _ path: String,
        _ callers: Callers,
        _ endpoint: @escaping @Sendable (Call, App) throws -> Response
    ) -> Route {
        Route("GET", path, callers) { call, app in
            let fields = CrossOrigin.fields(for: call.request, of: call.brand)
            do {
                var response = try endpoint(call, app)
                response.headers += fields
                return response
            } catch let error where !fields.isEmpty {
                guard var problem = error as? Problem ?? (error as? Refusal).map({ Problem($0) }) else { throw error }
                problem.headers += fields
                throw problem
            }
        }
    }
}
