import Crypto
import HTTP
import Scheduling

/// The claim that the `Idempotency-Key` header makes; nil without one.
///
/// Throws `invalid_field` (400) for a key that is not 1-255 visible ASCII characters.
func idempotencyClaim(_ call: Call) throws(Problem) -> IdempotencyClaim? {
    guard let key = call.request.headers["idempotency-key"] else { return nil }
    guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw Problem.invalidField("Idempotency-Key", "Idempotency-Key must be 1 to 255 visible ASCII characters.")
    }
    var hash = SHA256()
    hash.update(data: Array("\(call.request.method) \(call.request.path)\n".utf8))
    hash.update(data: call.request.body)
    return IdempotencyClaim(
        brandID: call.brand.id,
        caller: call.caller.actor,
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
