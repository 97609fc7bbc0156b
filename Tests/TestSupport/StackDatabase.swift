package import LocalStack

/// The database of a stack, migrated: on a MariaDB server that stacks share, on one of its own, or on the three nodes of
/// a cluster.
package struct StackDatabase: Sendable {
    private static let sharedServer = Result { () -> (PrivateMariaDB, TemporaryDirectory) in
        let directory = try TemporaryDirectory()
        return (try startServer(in: directory.path), directory)
    }

    /// The servers.
    package let nodes: [PrivateMariaDB]

    /// What keeps the nodes together, where there are several.
    package let galera: PrivateGalera?

    /// Stands between the service and the server where the options ask for it.
    package let proxy: DatabaseProxy?

    private let name: String
    private let user: String
    private let password: String

    init(_ options: Stack.Options, in directory: String) throws {
        let isCluster = options.orders.contains { $0.count > 1 }
        galera = isCluster ? try PrivateGalera(directory: "\(directory)/nodes") : nil
        try galera?.start()
        name = "stack_" + directory.suffix(6)
        if let galera {
            nodes = galera.nodes.map(\.server)
            (user, password) = (name, options.databasePassword ?? "\(UInt64.random(in: .min ... .max))")
        } else {
            nodes = [try options.ownServer ? startServer(in: directory) : Self.sharedServer.get().0]
            (user, password) = options.databasePassword.map { [name] in (name, $0) } ?? ("root", "")
        }
        proxy =
            try options.proxiesDatabase
            ? DatabaseProxy(socketPath: "\(directory)/database.sock", target: nodes[0].socketPath) : nil
        try SQLClient(socketPath: nodes[0].socketPath, database: "mysql").rows("CREATE DATABASE `\(name)`")
        // As root: with the log that a cluster needs, triggers ask for the SUPER right (1419).
        let migration = try Program.run(
            BuiltProduct.path("coachbook"),
            ["migrate", "--directory", "\(Checkout.path)/sql"],
            environment: ["BOOKING_DATABASE_URL=\(nodes[0].url(database: name))"]
        )
        guard migration.exitCode == 0 else { throw LocalStackError(migration.output) }
        if isCluster {
            try grant(to: "'\(user)'@'127.0.0.1'", password: password)
        } else if options.databasePassword != nil {
            try sql(0).rows("GRANT ALL ON `\(name)`.* TO '\(user)'@'localhost' IDENTIFIED BY '\(password)'")
        }
    }

    /// The settings URL: of the nodes in that order, or of what stands before the server.
    package func url(order: [Int] = [0], isProxied: Bool = false) -> String {
        if let galera { return galera.url(database: name, user: user, password: password, order: order) }
        return nodes[0].url(
            database: name,
            user: user,
            password: password,
            socketPath: isProxied ? proxy?.socketPath : nil
        )
    }

    /// The database of one node, for a look from outside.
    package func sql(_ node: Int) -> SQLClient {
        SQLClient(socketPath: nodes[node].socketPath, database: name)
    }

    /// The settings URL of a user with the rights of grants.sql.
    package func grantedURL() throws -> String {
        let user = "user_of_\(name)"
        try grant(to: "'\(user)'@'localhost'", password: "replace-this-password")
        return nodes[0].url(database: name, user: user, password: "replace-this-password")
    }

    private func grant(to account: String, password: String) throws {
        let grants = contents(of: "\(Checkout.path)/sql/grants.sql")
            .replacing("coachbook.", with: "`\(name)`.").replacing("'coachbook'@'localhost'", with: account)
            .replacing("replace-this-password", with: password)
        try sql(0).rows(grants)
    }
}

private func startServer(in directory: String) throws -> PrivateMariaDB {
    let server = try PrivateMariaDB(directory: "\(directory)/db")
    try server.start()
    return server
}
