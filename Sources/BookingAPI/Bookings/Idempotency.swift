import Crypto
import HTTP
import Scheduling

extension App {
    /// Answers a request of which a repeated one gets the same answer, where it names an idempotency key.
    ///
    /// - Parameters:
    ///   - call: the request.
    ///   - body: answers it the first time; it holds the key while it writes, and keeps an answer in its transaction.
    /// - Throws: `idempotency_mismatch` (422), `idempotency_in_progress` (409); whatever the body throws.
    /// - Returns: the answer, or the one that was given the first time.
    func answerOnce(_ call: Call, _ body: (IdempotencyClaim?) throws -> Response) throws -> Response {
        guard let claim = try idempotencyClaim(call) else { return try body(nil) }
        if let answer = try store.answer(to: claim, at: call.now) { return Response(replaying: answer) }
        let response: Response
        do {
            response = try body(claim)
        } catch Refusal.idempotencyInProgress {
            // The first request may have ended while this one waited for its key.
            guard let answer = try store.answer(to: claim, at: call.now) else { throw Refusal.idempotencyInProgress }
            return Response(replaying: answer)
        }
        do {
            try store.revise(StoredAnswer(response), to: claim)
        } catch {
            // The booking stands and its answer is known here; a repeated request gets the one kept before the messages.
            report(error, call.request)
        }
        return response
    }
}

/// The claim that the `Idempotency-Key` header makes; nil without one.
///
/// Throws `invalid_field` (400) for a key that is not 1-255 visible ASCII characters.
private func idempotencyClaim(_ call: Call) throws(Problem) -> IdempotencyClaim? {
    guard let key = call.request.headers["idempotency-key"] else { return nil }
    guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw Problem.invalidField("Idempotency-Key", "Idempotency-Key must be 1 to 255 visible ASCII characters.")
    }
    var hash = SHA256()
    hash.update(data: Array("\(call.request.method) \(call.request.path)\n".utf8))
    hash.update(data: call.request.body)
    return IdempotencyClaim(
        brandID: call.brand.id,
        caller: "\(call.actor)",
        key: key,
        fingerprint: Array(hash.finalize())
    )
}

extension StoredAnswer {
    /// The parts of an answer that a repeated request gets again.
    init(_ response: Response) {
        self.init(status: response.status, location: response.header("Location"), body: response.body)
    }
}

extension Response {
    /// The answer that was given the first time, marked as a replay.
    init(replaying answer: StoredAnswer) {
        self = Response.json(answer.body, status: answer.status)
        if let location = answer.location { self = with("Location", location) }
        self = with("Idempotency-Replayed", "true")
    }
}
