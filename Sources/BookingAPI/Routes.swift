package import HTTP
import Scheduling

/// The whole API: method, path, who may call, the function that answers.
///
/// A path element that begins with `:` names a parameter: it matches any one element that is not empty, with the ending
/// that stands after it. The rows without callers stand outside any brand.
let routes: [Route] = [
    Route.embeddable("/api/bookings/instructors", .anyone, listInstructors),
    Route.embeddable("/api/bookings/availability", .anyone, listAvailability),
    Route("OPTIONS", "/api/bookings/instructors", CrossOrigin.answerPreflight),
    Route("OPTIONS", "/api/bookings/availability", CrossOrigin.answerPreflight),
    Route("GET", "/api/bookings/availability/rules", .staff, showRules),
    Route("PUT", "/api/bookings/availability", .staff, replaceAvailability),
    Route("POST", "/api/bookings", .bookers, createBooking),
    Route("GET", "/api/bookings", .members, listBookings),
    Route("GET", "/api/bookings/:bookingId.ics", .holders, downloadCalendar),
    Route("GET", "/api/bookings/:bookingId", .holders, showBooking),
    Route("PATCH", "/api/bookings/:bookingId", .holders, changeBooking),
    Route("POST", "/api/bookings/:bookingId/link", .staff, renewLink),
    Route("GET", "/api/bookings/:bookingId/messages", .staff, listMessages),
    Route("GET", "/api/bookings/:bookingId/events", .staff, listEvents),
    Route("GET", "/api/instructors", .staff, findInstructors),
    Route("PATCH", "/api/instructors/:instructorId", .staff, changeInstructor),
    Route("DELETE", "/api/instructors/:instructorId", .staff, removeInstructor),
    Route("POST", "/api/bookings/reminders", sendReminders),
    Route("GET", "/api/students", .staff, listStudents),
    Route("PATCH", "/api/students/:studentId", .staff, changeStudent),
    Route("POST", "/api/hooks/resend", receiveDeliveryReport),
    Route("POST", "/api/hooks/twilio", receiveDeliveryReport),
    Route("GET", "/api/openapi.json", showContract),
    Route("GET", "/healthz", showHealth),
    Route("GET", "/readyz", showReadiness),
]

/// Answers one request; never throws, and reports each fault once.
package func answer(_ request: Request, _ app: App) -> Response {
    do {
        return try respond(to: request, app)
    } catch let problem as Problem {
        return problem.response(requestID: request.id)
    } catch let refusal as Refusal {
        return Problem(refusal).response(requestID: request.id)
    } catch {
        app.report(error, request)
        return Problem(fault: error).response(requestID: request.id)
    }
}

private func respond(to sent: Request, _ app: App) throws -> Response {
    guard let normalized = Path.normalized(sent.path) else { throw Problem.noSuchPath }
    let request = sent.with(path: normalized)
    let path = normalized.split(separator: "/", omittingEmptySubsequences: false)
    let method = request.method == "HEAD" ? "GET" : request.method
    let here = routesAt(path)
    guard let route = here.first(where: { $0.method == method }) else {
        throw here.isEmpty ? Problem.noSuchPath : Problem.methodNotAllowed(here.map(\.method))
    }
    try request.refuseUnclearHeaders()
    return try route.answer(request, route.parameters(in: path), app)
}

/// The methods that a path takes, as the `Allow` header says them.
func allowedMethods(at path: String) -> String {
    let methods = routesAt(path.split(separator: "/", omittingEmptySubsequences: false)).map(\.method)
    return (methods.contains("GET") ? methods + ["HEAD"] : methods).joined(separator: ", ")
}

/// The routes of a path; the most specific ones hide the others.
private func routesAt(_ path: [Substring]) -> [Route] {
    let matching = routes.filter { $0.matches(path) }
    let highest = matching.map(\.specificity).max()
    return matching.filter { $0.specificity == highest }
}

/// One row of the table.
struct Route: Sendable {
    /// Answers a request with the parameters of its path.
    typealias Answer = @Sendable (Request, [String: Substring], App) throws -> Response

    let method: String
    let path: [Substring]
    let answer: Answer

    /// A route inside a brand: brand, sender and permission are known before the endpoint is asked.
    init(
        _ method: String,
        _ path: String,
        _ callers: Callers,
        _ endpoint: @escaping @Sendable (Call, App) throws -> Response
    ) {
        self.init(method, path) { request, parameters, app in
            let now = app.now()
            let brand = try findBrand(of: request, app)
            let actor = try findActor(of: request, in: brand, at: now, app)
            try callers.admit(actor)
            try ETag.refuseExisting(request)
            try request.requireJSONBody()
            let call = Call(request: request, brand: brand, actor: actor, now: now, parameters: parameters)
            return try endpoint(call, app)
        }
    }

    /// A route outside any brand.
    init(_ method: String, _ path: String, _ endpoint: @escaping @Sendable (Request, App) throws -> Response) {
        self.init(method, path) { request, _, app in
            try ETag.refuseExisting(request)
            try request.requirePlainBody()
            return try endpoint(request, app)
        }
    }

    private init(_ method: String, _ path: String, answer: @escaping Answer) {
        self.method = method
        self.path = path.split(separator: "/", omittingEmptySubsequences: false)
        self.answer = answer
    }

    /// How much the pattern says: everything, the ending of its parameter, or nothing of that.
    fileprivate var specificity: Int {
        guard let parameter = path.first(where: { $0.hasPrefix(":") }) else { return 2 }
        return parameter.contains(".") ? 1 : 0
    }

    func matches(_ elements: [Substring]) -> Bool {
        elements.count == path.count
            && zip(path, elements).allSatisfy { pattern, element in
                guard pattern.hasPrefix(":") else { return pattern == element }
                let ending = ending(of: pattern)
                return element.hasSuffix(ending) && element.utf8.count > ending.utf8.count
            }
    }

    /// What a path that matches has where the pattern names parameters: `:bookingId.ics` names `bookingId`.
    fileprivate func parameters(in elements: [Substring]) -> [String: Substring] {
        var parameters: [String: Substring] = [:]
        for (pattern, element) in zip(path, elements) where pattern.hasPrefix(":") {
            let ending = ending(of: pattern)
            parameters[String(pattern.dropFirst().dropLast(ending.count))] = element.dropLast(ending.count)
        }
        return parameters
    }

    private func ending(of pattern: Substring) -> Substring { pattern.drop { $0 != "." } }
}
