import CMariaDB
import Scheduling

/// One session with MariaDB, for one thread.
///
/// An error of the connection itself makes it useless; open another then.
package final class Connection {
    /// Where it leads to.
    let host: DatabaseURL.Host

    private let handle: UnsafeMutablePointer<MYSQL>
    private let watch: HostWatch?
    private var watchedSocket: Int32 = -1
    private var statements: [UnsafePointer<CChar>: Statement] = [:]

    /// Whether it can still be used.
    package private(set) var isUsable = true

    /// `mysql_init` may only be called from several threads when the library has been started before.
    private static let libraryStarted = mysql_server_init(0, nil, nil) == 0

    /// Connects to the first of the hosts that answers.
    ///
    /// - Throws: `Fault`, of the last host.
    package static func open(_ url: DatabaseURL, timeouts: Timeouts = .request) throws -> Connection {
        try open(url, timeouts, hosts: url.hosts.map { ($0, nil) })
    }

    /// Connects to the first of the watched hosts that answers, the ones that seem to be there first.
    ///
    /// - Throws: `Fault`, of the last host.
    static func open(_ url: DatabaseURL, watching hosts: WatchedHosts) throws -> Connection {
        try open(url, .request, hosts: hosts.inOrder.map { ($0.host, $0) })
    }

    private static func open(
        _ url: DatabaseURL,
        _ timeouts: Timeouts,
        hosts: [(host: DatabaseURL.Host, watch: HostWatch?)]
    ) throws -> Connection {
        var last = Fault(.broken, operation: "store.connect", code: 0, detail: "no host")
        for (host, watch) in hosts {
            do {
                let connection = try Connection(url, host, timeouts, watch)
                if hosts.count > 1 { try connection.checkIsReady(afterCatchingUp: true) }
                return connection
            } catch let fault as Fault {
                watch?.note(fault)
                last = fault
            }
        }
        throw last
    }

    /// Connects to that host.
    ///
    /// - Throws: `Fault`.
    init(_ url: DatabaseURL, _ host: DatabaseURL.Host, _ timeouts: Timeouts, _ watch: HostWatch? = nil) throws {
        guard Self.libraryStarted, let handle = mysql_init(nil) else {
            throw Fault(.unavailable, operation: "store.connect", code: Int(CR_OUT_OF_MEMORY), detail: "out of memory")
        }
        self.handle = handle
        self.host = host
        self.watch = watch
        set(MYSQL_OPT_CONNECT_TIMEOUT, url.hosts.count > 1 ? 1 : timeouts.connectSeconds)
        set(MYSQL_OPT_READ_TIMEOUT, timeouts.answerSeconds)
        set(MYSQL_OPT_WRITE_TIMEOUT, timeouts.answerSeconds)
        set(MYSQL_OPT_LOCAL_INFILE, UInt32(0))
        // A silent reconnect would lose the transaction and the session's settings.
        set(MYSQL_OPT_RECONNECT, my_bool(0))
        mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        if url.isEncrypted {
            set(MYSQL_OPT_SSL_ENFORCE, my_bool(1))
            set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, my_bool(1))
            if let authorities = url.authorities { mysql_options(handle, MYSQL_OPT_SSL_CA, authorities) }
        }
        let connected = mysql_real_connect(
            handle,
            url.socket == nil ? host.name : "localhost",
            url.user,
            url.password,
            url.database,
            host.port,
            url.socket,
            UInt(CLIENT_FOUND_ROWS)
        )
        guard connected != nil else {
            throw Fault(
                code: mysql_errno(handle),
                message: String(cString: mysql_error(handle)),
                operation: "store.connect"
            )
        }
        if let watch { watchedSocket = watch.add(mysql_get_socket(handle)) }
        try prepareSession(timeouts)
    }

    deinit {
        watch?.forget(watchedSocket)
        // Statements outlive the session here, so that closing them sends nothing on a broken one.
        mysql_close(handle)
    }

    /// Runs a prepared statement that has a result, and decodes every row.
    ///
    /// - Throws: `Fault`; what `decode` throws.
    package func query<Result>(
        _ sql: SQL,
        _ parameters: [Parameter] = [],
        _ decode: (inout Row) throws -> Result
    ) throws -> [Result] {
        try guarded { try statement(sql).query(parameters, decode) }
    }

    /// Runs a prepared statement that has no result, and answers how many rows it wrote or, for an UPDATE, found.
    ///
    /// - Throws: `Fault`.
    @discardableResult
    package func execute(_ sql: SQL, _ parameters: [Parameter] = []) throws -> Int {
        try guarded { try statement(sql).execute(parameters) }
    }

    /// Runs text that cannot be prepared: BEGIN, COMMIT, ROLLBACK, SET.
    ///
    /// - Throws: `Fault`.
    package func run(_ sql: SQL) throws {
        try guarded { try send(sql.start, count: sql.count) }
    }

    /// Runs a statement of a migration.
    ///
    /// - Throws: `Fault`.
    func run(migration sql: String) throws {
        var sql = sql
        try guarded {
            try sql.withUTF8 { text in
                try text.withMemoryRebound(to: CChar.self) { try send($0.baseAddress, count: $0.count) }
            }
        }
    }

    /// Lets go of what the session holds: a transaction, a lock.
    ///
    /// When that fails, the session holds it still, so it is of no more use; the end of the connection lets go.
    func letGo(_ body: (Connection) throws -> Void) {
        do { try body(self) } catch { isUsable = false }
    }

    private func prepareSession(_ timeouts: Timeouts) throws {
        try run("SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin")
        try run(
            """
            SET SESSION time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', autocommit = 1,
                sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,\
            NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'
            """
        )
        try run(timeouts.session)
    }

    /// Refuses a node that answers but has left its cluster, or is not yet in it (1047), so that the next host is tried.
    ///
    /// - Parameter afterCatchingUp: waits until the node shows what other nodes had committed before, such as the one that
    ///   has just died.
    /// - Throws: `Fault`.
    func checkIsReady(afterCatchingUp: Bool = false) throws {
        do {
            try run(
                afterCatchingUp
                    ? "SET STATEMENT wsrep_sync_wait = 1 FOR SELECT 1 FROM schema_migrations LIMIT 1"
                    : "SELECT 1 FROM schema_migrations LIMIT 1"
            )
        } catch let fault as Fault where fault.isMissingTable {
            return  // A database before its first migration.
        }
    }

    private func statement(_ sql: SQL) throws -> Statement {
        if let statement = statements[sql.start] { return statement }
        let statement = try Statement(sql, on: handle)
        statements[sql.start] = statement
        return statement
    }

    private func send(_ text: UnsafePointer<CChar>?, count: Int) throws {
        guard mysql_real_query(handle, text, UInt(count)) == 0 else {
            throw Fault(
                code: mysql_errno(handle),
                message: String(cString: mysql_error(handle)),
                operation: "store.run"
            )
        }
        if let result = mysql_store_result(handle) { mysql_free_result(result) }
    }

    /// Refuses a broken session, and notices when it breaks: after a client error the next answer may be another's.
    private func guarded<Result>(_ body: () throws -> Result) throws -> Result {
        guard isUsable else {
            throw Fault(
                .unavailable,
                operation: "store.execute",
                code: Int(CR_SERVER_GONE_ERROR),
                detail: "broken before"
            )
        }
        do {
            return try body()
        } catch let fault as Fault where fault.isConnectionLost {
            isUsable = false
            throw fault
        }
    }

    private func set<Value: BitwiseCopyable>(_ option: mysql_option, _ value: Value) {
        _ = withUnsafePointer(to: value) { mysql_options(handle, option, $0) }
    }
}
