/// Why a transfer brought no answer, and what is known about the request's fate.
///
/// Holds no secret and no address.
package enum TransferFailure: Error, Hashable, Sendable {
    /// The request is one that is never sent: a control byte in a header, a URL of a kind that is not allowed.
    case unsendable(reason: String)

    /// Certainly nothing of the request reached the peer: no name, no connection, no trusted TLS.
    case notReached(code: Int, reason: String)

    /// The peer may have taken the request; the answer did not come, or not whole.
    case unknown(code: Int, reason: String)

    /// What happened, in words.
    package var reason: String {
        switch self {
        case .unsendable(let reason), .notReached(_, let reason), .unknown(_, let reason): reason
        }
    }
}
