/// Broken machinery behind a port, as opposed to a rule's no.
///
/// Never shown to a caller; logged once, where the request ends.
package struct Fault: Error, Hashable, Sendable {
    /// What to answer for it.
    package enum Kind: Hashable, Sendable {
        /// The machinery is away or overloaded; the same request may go through later (503).
        case unavailable
        /// A defect of ours (500).
        case broken
    }

    /// Away, or broken.
    package let kind: Kind

    /// What was being done, such as `store.connect`; no values from the request.
    package let operation: String

    /// The native code: a MariaDB error number, an errno; 0 when there is none.
    package let code: Int

    /// The native text, for the log; no secrets, no personal data.
    package let detail: String

    /// The unique key of which a database has that value already; nil when the fault is another.
    package let key: String?

    package init(_ kind: Kind, operation: String, code: Int, detail: String, key: String? = nil) {
        self.kind = kind
        self.operation = operation
        self.code = code
        self.detail = detail
        self.key = key
    }
}
