import HTTP
import Scheduling
import TestSupport

/// Sends the requests of a crowd and checks the manners of every answer.
struct Wire: Sendable {
    /// nginx waits 2 s for a worker to take a request, 10 s to take its body and 20 s for its answer.
    static let timeoutSeconds = 25.0

    let client: HTTPClient
    let ledger: Ledger

    /// What came back.
    enum Outcome {
        /// An answer of one of the wanted statuses.
        case answer(HTTPAnswer)
        /// Nobody knows what was done: unavailable, or the connection broke.
        case unknown
    }

    /// Sends one request and gives back its answer, if it is a clear one.
    ///
    /// `operation` is its name in the ledger; any status but 503 and the `wanted` ones is a complaint.
    func send(
        _ operation: String,
        _ method: String,
        _ target: String,
        in world: World<Stack>,
        token: String?,
        headers: [(String, String)] = [],
        json: String? = nil,
        wanted: Set<Int>
    ) -> Outcome {
        var all = headers + [("X-Brand", world.brand.slug)]
        if let token { all.append(("Authorization", "Bearer \(token)")) }
        let begun = ContinuousClock.now
        let answer: HTTPAnswer?
        do {
            answer =
                if let json {
                    try client.send(method, target, headers: all, json: json)
                } else {
                    try client.send(method, target, headers: all)
                }
        } catch {
            answer = nil
        }
        let seconds = (ContinuousClock.now - begun).seconds
        let reply = Ledger.Reply(operation: operation, status: answer?.status ?? 0, seconds: seconds, at: ledger.now)
        ledger.note(reply)
        if seconds > Wire.timeoutSeconds { ledger.complain("\(operation) took \(seconds.short) s") }
        guard let answer else { return .unknown }
        if answer.status == 503 {
            checkUnavailable(answer, operation)
            return .unknown
        }
        guard wanted.contains(answer.status) else {
            ledger.complain("\(operation) was answered \(answer.status): \(answer.text.prefix(300))")
            return .unknown
        }
        return .answer(answer)
    }

    private func checkUnavailable(_ answer: HTTPAnswer, _ operation: String) {
        let isProper =
            answer.headers["content-type"] == "application/problem+json" && answer.code == "unavailable"
            && answer.headers["retry-after"].flatMap { Int($0) } != nil
        if !isProper { ledger.complain("\(operation): a 503 without manners: \(answer.text.prefix(300))") }
    }
}
