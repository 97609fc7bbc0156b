extension Stack {
    /// What differs from stack to stack.
    package struct Options: Sendable {
        /// Whether nginx counts requests from this machine.
        package var limitsLoopback: Bool

        /// Whether it has a MariaDB server to itself, which a test may kill.
        package var ownServer: Bool

        /// The password of a database user of its own; nil is the server's root, who has none.
        package var databasePassword: String?

        /// Whether the service reaches its database through `StackDatabase.proxy`.
        package var proxiesDatabase: Bool

        /// For each service the nodes in the order in which its settings name them; more than one node is a cluster.
        package var orders: [[Int]]

        /// Further `NAME=VALUE` lines for the workers.
        package var environment: [String]

        /// The usual is no limits, one service, the shared MariaDB server.
        package init(
            limitsLoopback: Bool = false,
            ownServer: Bool = false,
            databasePassword: String? = nil,
            proxiesDatabase: Bool = false,
            orders: [[Int]] = [[0]],
            environment: [String] = []
        ) {
            self.limitsLoopback = limitsLoopback
            self.ownServer = ownServer
            self.databasePassword = databasePassword
            self.proxiesDatabase = proxiesDatabase
            self.orders = orders
            self.environment = environment
        }

        /// Both providers are stand-ins, and pauses are as short as the settings allow.
        package static func sending(to providers: FakeProviders, _ more: [String] = []) -> Options {
            Options(
                environment: providers.settings
                    + ["BOOKING_NOTIFY_DEADLINE_MS=1000", "BOOKING_RETRY_FIRST_SECONDS=2"] + more
            )
        }

        /// Nobody answers in the place of both providers; a request waits two seconds for them.
        package static func sending(to nobody: Nobody) -> Options {
            let settings = FakeProviders.environment(port: nobody.port).map { "\($0)=\($1)" }
            return Options(environment: settings + ["BOOKING_NOTIFY_DEADLINE_MS=2000"])
        }
    }
}
