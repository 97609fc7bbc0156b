import LocalStack
import Synchronization

/// Resend and Twilio on one port of 127.0.0.1, so far as the messages of a booking system meet them.
///
/// Workers in other processes reach it through `environment`; what each recipient got is read here. As at the real
/// ones, a repeated `Idempotency-Key` sends nothing again at Resend, and at Twilio every accepted POST is an SMS.
package final class FakeProviders: Sendable {
    /// Whose part is played.
    package enum Provider: Hashable, Sendable {
        /// E-mail.
        case resend
        /// SMS.
        case twilio
    }

    /// What goes wrong with one request.
    package enum Misbehaviour: Sendable {
        /// Waits, then does what it should.
        case slow(milliseconds: Int)
        /// Does what it should, but answers late.
        case slowAnswer(milliseconds: Int)
        /// Reads the request and closes without doing anything.
        case dropUnprocessed
        /// Does what it should and closes without a word.
        case dropAfterAccepting
        /// Does nothing but answer that.
        case answer(status: Int, headers: [(String, String)] = [], body: String = "")
        /// Does what it should, and answers that.
        case answerAfterAccepting(status: Int, body: String = "")
    }

    /// A message on its way to a person.
    package struct Delivery: Sendable {
        /// Who carries it.
        package let provider: Provider
        /// The address or number.
        package let to: String
        /// The provider's id for it.
        package let providerID: String
        /// The subject of an e-mail, the body of an SMS.
        package let content: String
        /// The idempotency key of an e-mail, the status callback of an SMS.
        package let reference: String
        /// The request's body as it came.
        package let request: [UInt8]
        /// Seconds since 1970.
        package let at: Int
    }

    struct Received {
        let status: Int
        var headers: [(String, String)] = []
        let body: [UInt8]
    }

    /// The key that Resend takes.
    package static let resendKey = "re_fake_key"

    /// The account that Twilio takes.
    package static let accountSID = "AC00000000000000000000000000000000"

    /// The token that Twilio takes; it signs the callbacks too.
    package static let authToken = "twilio-fake-token"

    let state = Mutex(State())
    private let server: LoopbackServer

    /// Starts listening; port 0 takes a free one.
    package init(port: UInt16 = 0) throws {
        let script = Script()
        let box = Box()
        server = try LoopbackServer(port: port, admit: { script.admits() }) { request in
            box.providers?.reply(to: request) ?? .hangUp
        }
        self.script = script
        box.set(self)
    }

    private let script: Script

    deinit { server.stop() }

    /// The port it listens on.
    package var port: UInt16 { server.port }

    /// The settings with which a worker sends here; both channels complete.
    package var environment: [String: String] { Self.environment(port: port) }

    /// The same as `NAME=VALUE` lines.
    package var settings: [String] { environment.map { "\($0)=\($1)" } }

    /// The settings by which workers find two providers at that port.
    package static func environment(port: UInt16) -> [String: String] {
        [
            "RESEND_FROM_EMAIL": "Demo <bookings@mail.example.com>", "RESEND_API_KEY": resendKey,
            "RESEND_BASE_URL": "http://127.0.0.1:\(port)", "TWILIO_ACCOUNT_SID": accountSID,
            "TWILIO_AUTH_TOKEN": authToken, "TWILIO_FROM_NUMBER": "+15005550006",
            "TWILIO_BASE_URL": "http://127.0.0.1:\(port)",
        ]
    }

    /// From now on nobody can connect.
    package func stop() { server.stop() }

    /// How many connections have been opened.
    package var connectionCount: Int { server.connectionCount }

    /// Everything that was accepted for delivery, in order.
    package var deliveries: [Delivery] { state.withLock { $0.deliveries } }

    /// What that address or number got, in order.
    package func deliveries(to address: String) -> [Delivery] { deliveries.filter { $0.to == address } }

    /// How many requests that provider has read, whatever became of them.
    package func requestCount(_ provider: Provider) -> Int { state.withLock { $0.requests[provider, default: 0] } }

    /// The next requests to a provider go wrong, one each, in that order.
    package func misbehave(_ provider: Provider, _ next: Misbehaviour...) {
        script.append(provider, next)
    }

    /// A share of the requests to a provider goes wrong in one of those ways, by a repeatable random choice.
    package func misbehave(_ provider: Provider, percent: Int, seed: UInt64, among ways: [Misbehaviour]) {
        script.setChaos(provider, percent: percent, seed: seed, among: ways)
    }

    /// The next connections are closed before anything is read.
    package func closeConnections(_ count: Int) { script.closeConnections(count) }

    /// At most so many requests a second at Resend, the others get 429; nil is no limit.
    package func limitResend(perSecond: Int?) { state.withLock { $0.perSecond = perSecond } }

    /// So many letters may still be sent today; nil is no limit.
    package func limitResend(lettersToday: Int?) { state.withLock { $0.lettersLeft = lettersToday } }

    /// Makes Twilio refuse that number, as after STOP.
    package func optOut(_ number: String) { state.withLock { _ = $0.optedOut.insert(number) } }

    /// Moves the providers' clocks on; idempotency keys live for 24 hours.
    package func advance(hours: Int) { state.withLock { $0.clockOffset += hours * 3_600 } }

    private func reply(to request: LoopbackServer.Incoming) -> LoopbackServer.Reply {
        let provider: Provider = request.path.hasPrefix("/2010-04-01/") ? .twilio : .resend
        state.withLock { $0.requests[provider, default: 0] += 1 }
        func processed(delay: Int = 0) -> Received {
            provider == .resend ? resend(request, delay: delay) : twilio(request, delay: delay)
        }
        switch script.next(provider) {
        case nil: return answer(processed())
        case .slow(let milliseconds): return answer(processed(delay: milliseconds))
        case .slowAnswer(let milliseconds):
            let received = processed()
            wait(milliseconds: milliseconds)
            return answer(received)
        case .dropUnprocessed: return .hangUp
        case .dropAfterAccepting:
            _ = processed()
            return .hangUp
        case .answer(let status, let headers, let body):
            return .answer(status: status, headers: headers, body: Array(body.utf8))
        case .answerAfterAccepting(let status, let body):
            _ = processed()
            return .answer(status: status, headers: [], body: Array(body.utf8))
        }
    }

    private func answer(_ received: Received) -> LoopbackServer.Reply {
        let headers = received.headers + [("Content-Type", "application/json")]
        return .answer(status: received.status, headers: headers, body: received.body)
    }
}

/// The server's way back to the providers; weak, so that dropping them ends the server.
private final class Box: Sendable {
    private struct Weak { weak var providers: FakeProviders? }
    private let held = Mutex(Weak())

    var providers: FakeProviders? { held.withLock { $0.providers } }

    func set(_ providers: FakeProviders) { held.withLock { $0.providers = providers } }
}
