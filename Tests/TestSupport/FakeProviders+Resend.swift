import HTTP
import Synchronization

/// Resend's API as far as one letter needs it: https://resend.com/docs/api-reference/emails/send-email.
extension FakeProviders {
    func resend(_ request: LoopbackServer.Incoming, delay: Int) -> Received {
        if request.headers["user-agent"] == nil { return Received(status: 403, body: Array("error code: 1010".utf8)) }
        guard request.path == "/emails" else {
            return fault(404, "not_found", "The requested endpoint does not exist.")
        }
        guard request.method == "POST" else { return fault(405, "method_not_allowed", "This endpoint takes POST.") }
        guard let key = request.headers["authorization"] else {
            return fault(401, "missing_api_key", "Missing API key in the authorization header.")
        }
        guard key == "Bearer \(Self.resendKey)" else { return fault(403, "invalid_api_key", "API key is invalid.") }
        let limits = takeTurn()
        if let refusal = limits.refusal { return refusal }
        var received = send(request, delay: delay)
        received.headers += limits.headers
        return received
    }

    private func send(_ request: LoopbackServer.Incoming, delay: Int) -> Received {
        guard request.headers["content-type"]?.hasPrefix("application/json") == true,
            let letter = letter(request.body)
        else { return fault(422, "missing_required_field", "Missing a required field.") }
        guard letter.to.contains("@"), !letter.to.contains(" ") else {
            return fault(422, "validation_error", "Invalid `to` field. The email address needs to follow the format.")
        }
        guard let key = request.headers["idempotency-key"] else {
            wait(milliseconds: delay)
            return accept(letter, "", request.body)
        }
        guard (1...256).contains(key.utf8.count) else {
            return fault(400, "invalid_idempotency_key", "The key must be between 1-256 chars.")
        }
        if let remembered = remember(key, request.body) { return remembered }
        wait(milliseconds: delay)
        return accept(letter, key, request.body)
    }

    /// The answer to a key that is known; nil when it is new, and from now on known as running.
    private func remember(_ key: String, _ payload: [UInt8]) -> Received? {
        state.withLock { state in
            if let known = state.keys[key], state.now - known.since < 24 * 3_600 {
                if known.payload != payload {
                    return fault(
                        409,
                        "invalid_idempotent_request",
                        "Same idempotency key used with a different payload."
                    )
                }
                guard let id = known.providerID else {
                    return fault(409, "concurrent_idempotent_requests", "Same key used while it is in progress.")
                }
                return taken(id)
            }
            state.keys[key] = RememberedKey(payload: payload, since: state.now)
            return nil
        }
    }

    private func accept(_ letter: (to: String, subject: String), _ key: String, _ payload: [UInt8]) -> Received {
        state.withLock { state in
            if state.lettersLeft == 0 {
                state.keys[key] = nil
                return fault(429, "daily_quota_exceeded", "You have reached your daily email sending quota.")
            }
            state.lettersLeft = state.lettersLeft.map { $0 - 1 }
            let id = state.deliver(
                .resend,
                to: letter.to,
                content: letter.subject,
                reference: key,
                request: payload
            ).providerID
            state.keys[key]?.providerID = id
            return taken(id)
        }
    }

    private func takeTurn() -> (headers: [(String, String)], refusal: Received?) {
        state.withLock { state in
            guard let limit = state.perSecond else { return ([], nil) }
            if state.second != state.now { (state.second, state.takenThisSecond) = (state.now, 0) }
            state.takenThisSecond += 1
            let left = max(0, limit - state.takenThisSecond)
            let headers = [
                ("ratelimit-limit", "\(limit)"), ("ratelimit-remaining", "\(left)"), ("ratelimit-reset", "1"),
            ]
            guard state.takenThisSecond > limit else { return (headers, nil) }
            var refusal = fault(429, "rate_limit_exceeded", "Too many requests.")
            refusal.headers = headers + [("retry-after", "1")]
            return (headers, refusal)
        }
    }
}

/// The recipient and the subject; nil when a field is missing that Resend wants.
private func letter(_ body: [UInt8]) -> (to: String, subject: String)? {
    guard case .object(let fields)? = try? JSONValue.parse(body), case .string? = fields["from"],
        case .string(let subject)? = fields["subject"], fields["text"] != nil || fields["html"] != nil
    else { return nil }
    switch fields["to"] {
    case .string(let to): return (to, subject)
    case .array(let several):
        guard several.count == 1, case .string(let to)? = several.first else { return nil }
        return (to, subject)
    default: return nil
    }
}

private func taken(_ id: String) -> FakeProviders.Received {
    FakeProviders.Received(status: 200, body: Array(#"{"id":"\#(id)"}"#.utf8))
}

private func fault(_ status: Int, _ name: String, _ message: String) -> FakeProviders.Received {
    let body = #"{"statusCode":\#(status),"name":"\#(name)","message":"\#(message)"}"#
    return FakeProviders.Received(status: status, body: Array(body.utf8))
}
