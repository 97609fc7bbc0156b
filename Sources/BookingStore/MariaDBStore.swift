import Scheduling

/// The ports on MariaDB, for one thread.
///
/// It connects when it is first used, and again when its connection was lost.
package final class MariaDBStore {
    private let url: DatabaseURL
    private var open: Connection?

    /// Takes where the database is; connects later.
    package init(_ url: DatabaseURL) {
        self.url = url
    }

    /// Runs reads, or writes that may run twice, and once more on a new connection when the old one was lost.
    func read<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        let isFresh = open?.isUsable != true
        do {
            return try body(connection())
        } catch let fault as Fault where fault.isConnectionLost && !isFresh {
            return try body(connection())
        }
    }

    /// Runs `body` in a transaction, and again when another transaction came between, for at most two seconds.
    ///
    /// A connection that is lost on the way is not replaced: what the server made of a lost COMMIT is unknown here.
    func transaction<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        var patience = ConflictPatience()
        while true {
            let connection = try begin()
            do {
                let result = try body(connection)
                try connection.run("COMMIT")
                return result
            } catch {
                // When this fails, the connection is lost, and with it the transaction.
                try? connection.run("ROLLBACK")
                guard let fault = error as? Fault, fault.isConflict, patience.pause() else { throw error }
            }
        }
    }

    /// Begins a transaction.
    ///
    /// Nothing has happened in it, so a lost connection is replaced once.
    private func begin() throws -> Connection {
        try read { connection in
            try connection.run("START TRANSACTION")
            return connection
        }
    }

    private func connection() throws -> Connection {
        if let open, open.isUsable { return open }
        open = nil
        let connection = try Connection.open(url)
        open = connection
        return connection
    }
}
