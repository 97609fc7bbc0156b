import HTTP
import TestSupport

/// A booking as its client was told that it is, and what the client does not know.
///
/// Only the client that made it changes it, each time with `If-Match`: so it always knows what should be there.
struct Promise: Sendable {
    /// What a booking can be changed in here.
    struct State: Equatable, Sendable {
        var status: String
        var startAt: String
        var paymentReference: String?

        /// What an answer shows; nil when it shows no booking.
        init?(_ booking: JSONValue) {
            guard let status = booking["status"].text, let startAt = booking["startAt"].text else { return nil }
            self.init(status: status, startAt: startAt, paymentReference: booking["paymentReference"].text)
        }

        init(status: String, startAt: String, paymentReference: String?) {
            self.status = status
            self.startAt = startAt
            self.paymentReference = paymentReference
        }

        /// The state after a change.
        func after(_ wish: Wish) -> State {
            var next = self
            switch wish {
            case .pay(let reference): (next.status, next.paymentReference) = ("confirmed", reference)
            case .move(let startAt): next.startAt = startAt
            case .cancel: next.status = "cancelled"
            }
            return next
        }
    }

    /// A change that a client asks for.
    enum Wish: Equatable, Sendable {
        case pay(reference: String)
        case move(to: String)
        case cancel

        /// The body of the request.
        var json: String {
            switch self {
            case .pay(let reference): payment(reference)
            case .move(let startAt): #"{"startAt":"\#(startAt)"}"#
            case .cancel: #"{"status":"cancelled","cancellationReason":"changed my mind"}"#
            }
        }

        /// What it is called in tallies and complaints.
        var name: String {
            switch self {
            case .pay: "pay"
            case .move: "move"
            case .cancel: "cancel"
            }
        }
    }

    let id: String
    let place: World<Stack>
    let key: String
    /// The credential that made it and may change it.
    let token: String
    let isByStaff: Bool
    let hasPhone: Bool
    var state: State

    /// Its version as last seen; nil when it must be read first.
    var etag: String?

    /// Changes that count, by name.
    var counts: [String: Int] = [:]

    /// Changes whose outcome is not known; at most one of them can come true, because each named the same version.
    var doubts: [Wish] = []

    /// Notes a change that came true, which ends every doubt.
    mutating func keep(_ wish: Wish) {
        state = state.after(wish)
        counts[wish.name, default: 0] += 1
        doubts = []
    }

    /// Compares what is there with what should be; answers false when nothing that was asked for explains it.
    mutating func reconcile(with seen: State) -> Bool {
        if seen == state { return true }
        guard let wish = doubts.first(where: { state.after($0) == seen }) else { return false }
        keep(wish)
        return true
    }
}
