/// Why a transfer brought no answer, and whether the request may have arrived.
///
/// It holds no secret and no address, so it may be logged.
package enum TransferFailure: Error, Hashable, Sendable {
    /// Refused before it was sent: a control byte in a header, or a URL of a kind that is not allowed.
    case unsendable(reason: String)

    /// Nothing of the request reached the peer, for certain: no name, no connection or no trusted TLS.
    case notReached(code: Int, reason: String)

    /// The peer may have taken the request, but no whole answer came.
    case unknown(code: Int, reason: String)

    /// What happened, in words.
    package var reason: String {
        switch self {
        case .unsendable(let reason), .notReached(_, let reason), .unknown(_, let reason): reason
        }
    }
}
