import CMariaDB
import Scheduling

extension Fault {
    /// Reads MariaDB's error.
    ///
    /// Values are taken out of its text, because they may be somebody's e-mail address.
    init(code: UInt32, message: String, operation: String) {
        let code = Int(code)
        let isPassing = Self.isConnectionLost(code) || Self.isConflict(code) || Self.overload.contains(code)
        self.init(
            isPassing ? .unavailable : .broken,
            operation: operation,
            code: code,
            detail: Self.withoutValues(message, code: code),
            key: code == Int(ER_DUP_ENTRY) ? Self.key(in: message) : nil
        )
    }

    /// Whether the connection is of no more use: client errors (2000-2999), a killed connection or server, and a node
    /// that has left its cluster.
    var isConnectionLost: Bool { Self.isConnectionLost(code) }

    /// Whether the whole transaction may simply be tried again: deadlock or lost certification (1213), a row that changed
    /// since the snapshot (1020), a lock that did not come free in time (1205).
    var isConflict: Bool { Self.isConflict(code) }

    /// Whether a lock did not come free in time; the transaction is still open then.
    var isLockTimeout: Bool { code == Int(ER_LOCK_WAIT_TIMEOUT) }

    /// The fault of somebody who came second, for whom the whole transaction may be tried again.
    var asConflict: Fault { Fault(.unavailable, operation: operation, code: Int(ER_CHECKREAD), detail: detail) }

    /// Whether there is no such table.
    package var isMissingTable: Bool { code == Int(ER_NO_SUCH_TABLE) }

    /// Too many connections, the user's limit, no memory, a statement that took too long or was interrupted, a read-only
    /// server, and a commit of which the node cannot tell whether its cluster has it (1180).
    private static let overload: Set<Int> = [
        Int(ER_CON_COUNT_ERROR), Int(ER_USER_LIMIT_REACHED), Int(ER_TOO_MANY_USER_CONNECTIONS),
        Int(ER_OUT_OF_RESOURCES),
        Int(ER_STATEMENT_TIMEOUT), Int(ER_QUERY_INTERRUPTED), Int(ER_OPTION_PREVENTS_STATEMENT),
        Int(ER_ERROR_DURING_COMMIT),
    ]

    private static func isConnectionLost(_ code: Int) -> Bool {
        (2000...2999).contains(code) || code == Int(ER_SERVER_SHUTDOWN) || code == Int(ER_CONNECTION_KILLED)
            || code == Int(ER_UNKNOWN_COM_ERROR)
    }

    private static func isConflict(_ code: Int) -> Bool {
        code == Int(ER_LOCK_DEADLOCK) || code == Int(ER_CHECKREAD) || code == Int(ER_LOCK_WAIT_TIMEOUT)
    }

    /// For a duplicate only the key's name is kept, for a bad value nothing that stands in quotes.
    private static func withoutValues(_ message: String, code: Int) -> String {
        let parts = message.split(separator: "'", omittingEmptySubsequences: false)
        switch code {
        case Int(ER_DUP_ENTRY):
            return "duplicate key \(key(in: message))"
        case Int(ER_TRUNCATED_WRONG_VALUE), Int(ER_TRUNCATED_WRONG_VALUE_FOR_FIELD), Int(ER_WRONG_VALUE_FOR_TYPE):
            return parts.enumerated().filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined(separator: "…")
        default:
            return message
        }
    }

    /// The key that `Duplicate entry '…' for key 'name'` names, which stands in the last quotes whatever the value holds.
    ///
    /// MySQL puts the table's name and a dot before it.
    private static func key(in message: String) -> String {
        let parts = message.split(separator: "'", omittingEmptySubsequences: false)
        guard parts.count > 2 else { return "" }
        return String(parts[parts.count - 2].split(separator: ".").last ?? "")
    }
}
