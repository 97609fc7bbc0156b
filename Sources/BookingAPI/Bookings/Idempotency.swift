import Crypto
import HTTP
import Scheduling

extension App {
    /// Answers a request of which a repeated one gets the same answer, where it names an idempotency key.
    ///
    /// - Parameters:
    ///   - call: the request.
    ///   - contact: the person whom a visitor names: each has keys of its own.
    ///   - body: answers it the first time; it holds the key while it writes, and keeps an answer in its transaction.
    /// - Throws: `idempotency_mismatch` (422), `idempotency_in_progress` (409); whatever the body throws.
    /// - Returns: the answer, or the one that was given the first time.
    func answerOnce(
        _ call: Call,
        for contact: ContactDetails? = nil,
        _ body: (IdempotencyClaim?) throws -> Response
    ) throws -> Response {
        guard let claim = try idempotencyClaim(call, contact) else { return try body(nil) }
        if let answer = try store.answer(to: claim, at: call.now) { return try replay(answer, for: call) }
        let response: Response
        do {
            response = try body(claim)
        } catch Refusal.idempotencyInProgress {
            // The first request may have ended while this one waited for its key.
            guard let answer = try store.answer(to: claim, at: call.now) else { throw Refusal.idempotencyInProgress }
            return try replay(answer, for: call)
        }
        do {
            try store.revise(StoredAnswer(response), to: claim)
        } catch {
            // The booking stands and its answer is known here; a repeated request gets the one kept before the messages.
            report(error, call.request)
        }
        return response
    }

    /// The answer that was given the first time, marked as a replay; a link in it is the one that works now.
    private func replay(_ answer: StoredAnswer, for call: Call) throws -> Response {
        var response = Response.json(answer.body, status: answer.status)
        if let place = placeOfLink(in: answer.body), let booking = try bookingMade(by: answer, call) {
            let link = settings.links.link(to: booking, at: call.now)
            try store.admit(link.token)
            var json = JSONWriter()
            json.string(ManageLink.url(of: link.secret, slug: call.brand.slug, publicURL: settings.links.publicURL))
            response.body.replaceSubrange(place, with: json.bytes)
        }
        if let location = answer.location { response = response.with("Location", location) }
        return response.with("Idempotency-Replayed", "true")
    }

    private func bookingMade(by answer: StoredAnswer, _ call: Call) throws -> Booking? {
        let id = answer.location?.split(separator: "/").last.flatMap { ID<Booking>($0) }
        return try id.flatMap { try store.booking($0, in: call.brand.id, at: call.now) }
    }
}

/// Where the value of the member `manageUrl` stands; nil when there is none.
///
/// A quote inside a text is escaped, so no text can look like this member; an address has none.
private func placeOfLink(in body: [UInt8]) -> Range<Int>? {
    guard let value = body.firstRange(of: Array(#""manageUrl":"#.utf8))?.upperBound, value < body.endIndex else {
        return nil
    }
    guard body[value] == UInt8(ascii: "\"") else { return value..<min(value + 4, body.endIndex) }
    return body[(value + 1)...].firstIndex(of: UInt8(ascii: "\"")).map { value..<$0 + 1 }
}

/// The claim that the `Idempotency-Key` header makes; nil without one.
///
/// Throws `invalid_field` (400) for a key that is not 1-255 visible ASCII characters.
private func idempotencyClaim(_ call: Call, _ contact: ContactDetails?) throws(Problem) -> IdempotencyClaim? {
    guard let key = call.request.headers["idempotency-key"] else { return nil }
    guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw Problem.invalidField("Idempotency-Key", "Idempotency-Key must be 1 to 255 visible ASCII characters.")
    }
    var hash = SHA256()
    hash.update(data: Array("\(call.request.method) \(call.request.path)\n".utf8))
    hash.update(data: call.request.body)
    return IdempotencyClaim(
        brandID: call.brand.id,
        caller: call.actor == .visitor ? visitor(contact) : "\(call.actor)",
        key: key,
        fingerprint: Array(hash.finalize())
    )
}

/// A visitor as the owner of keys, known by the e-mail address given: 24 bytes of its digest, because it may be long.
private func visitor(_ contact: ContactDetails?) -> String {
    let digest = SHA256.hash(data: Array((contact?.email ?? "").lowercased().utf8))
    return "\(Actor.visitor):\(Scheduling.Hexadecimal.text(digest.prefix(24)))"
}

extension StoredAnswer {
    /// The parts of an answer that a repeated request gets again, but for the link: nothing that is kept opens a booking.
    init(_ response: Response) {
        var body = response.body
        if let place = placeOfLink(in: body) { body.replaceSubrange(place, with: Array("null".utf8)) }
        self.init(status: response.status, location: response.header("Location"), body: body)
    }
}
