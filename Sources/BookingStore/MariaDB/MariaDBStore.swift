import Scheduling

/// The ports on MariaDB, for one thread.
///
/// It connects when it is first used, and again when its connection was lost, or when a host that stands before the present
/// one in the URL is back.
package final class MariaDBStore {
    private let url: DatabaseURL
    private var open: Connection?
    private var hosts: WatchedHosts?

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

    /// Runs `body` in a transaction, and again when another transaction came between, for at most two seconds, or once when
    /// the connection was lost before the commit.
    ///
    /// A lost commit is not repeated: what the server made of it is unknown here.
    func transaction<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        var deadline = RetryDeadline()
        var mayLose = true
        while true {
            let connection = try begin()
            var isCommitting = false
            do {
                let result = try body(connection)
                isCommitting = true
                try connection.run("COMMIT")
                return result
            } catch {
                connection.letGo { try $0.run("ROLLBACK") }
                guard let fault = error as? Fault else { throw error }
                if fault.isConnectionLost, !isCommitting, mayLose {
                    mayLose = false
                } else {
                    guard fault.isConflict, deadline.pause() else { throw error }
                }
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

    /// The connection, which is in no transaction now.
    private func connection() throws -> Connection {
        if hosts == nil { hosts = WatchedHosts.of(url) }
        if let open, open.isUsable, hosts?.isBetter(than: open.host) != true { return open }
        open = nil
        let connection = try hosts.map { try Connection.open(url, watching: $0) } ?? Connection.open(url)
        open = connection
        return connection
    }
}
