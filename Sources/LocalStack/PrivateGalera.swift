import Glibc
import System

/// Three MariaDB servers of our own in a directory that are one Galera cluster on 127.0.0.1.
///
/// Each is a `PrivateMariaDB` that also listens on a TCP port. `root` comes in by the unix sockets alone.
package final class PrivateGalera: Sendable {
    /// One of the three.
    package struct Node: Sendable {
        /// The server.
        package let server: PrivateMariaDB

        /// Its port of 127.0.0.1 for clients.
        package let port: UInt16
    }

    /// The three, in no order of rank.
    package let nodes: [Node]

    /// Whether this machine has what it takes.
    package static var isInstalled: Bool {
        PrivateMariaDB.isInstalled && (try? Executable.stateTransfer.path()) != nil
            && (try? Executable.rsync.path()) != nil && provider != nil
    }

    /// Galera's library, where it is installed.
    package static var provider: String? { providers.first { access($0, R_OK) == 0 } }

    /// Takes the directory, which is made (mode 0700) when it is absent; nothing is started.
    ///
    /// - Parameter directory: an absolute path; the caller sees to it that only one cluster runs in it.
    /// - Throws: `LocalStackError` when it cannot be used, or Galera is not installed.
    package init(directory: String) throws {
        try StackDirectory.make(directory)
        guard let provider = PrivateGalera.provider else {
            throw LocalStackError("Galera is not installed; on Debian: apt-get install galera-4")
        }
        let transfer = try stateTransfer(in: directory)
        let ports = (0..<3).map { _ in NodePorts() }
        let address = "gcomm://" + ports.map { "127.0.0.1:\($0.group)" }.joined(separator: ",")
        nodes = try ports.enumerated().map { index, ports in
            let server = try PrivateMariaDB(
                directory: "\(directory)/\(index + 1)",
                options: [
                    "--wsrep-provider=\(provider)", "--wsrep-cluster-address=\(address)",
                    "--wsrep-node-name=node\(index + 1)", "--wsrep-sst-method=\(transfer.method)",
                ] + ports.options + clusterOptions,
                environment: transfer.environment
            )
            return Node(server: server, port: ports.clients)
        }
    }

    /// Starts all three and waits until each has all that the others have: the first makes the cluster, the others take
    /// everything from it.
    ///
    /// - Throws: `LocalStackError` when one does not come up.
    package func start() throws {
        try start(0, ["--wsrep-new-cluster"])
        for index in 1..<nodes.count {
            try StackDirectory.make("\(nodes[index].server.directory)/data")
            try start(index)
        }
    }

    /// Starts a node that was stopped or killed, and waits until it has all that the others have meanwhile written.
    ///
    /// - Throws: `LocalStackError` when it does not come up.
    package func rejoin(_ index: Int) throws {
        try start(index, ["--wsrep-start-position=\(position(of: index))"])
    }

    /// Starts the cluster again after all nodes were stopped or killed: the one that got furthest makes the cluster.
    ///
    /// - Throws: `LocalStackError` when a node does not come up.
    package func recover() throws {
        let positions = try nodes.indices.map { try position(of: $0) }
        let furthest = nodes.indices.max { sequence(positions[$0]) < sequence(positions[$1]) } ?? 0
        // Galera begins only with the node that it saw stop last, unless it is told that this one may.
        let history = positions[furthest].prefix { $0 != ":" }
        try write(
            "version: 2.1\nuuid: \(history)\nseqno: -1\nsafe_to_bootstrap: 1\n",
            to: "\(nodes[furthest].server.directory)/data/grastate.dat"
        )
        try start(furthest, ["--wsrep-new-cluster", "--wsrep-start-position=\(positions[furthest])"])
        for index in nodes.indices where index != furthest {
            try start(index, ["--wsrep-start-position=\(positions[index])"])
        }
    }

    /// Shuts all nodes down in order.
    package func stop() {
        for node in nodes { node.server.stop() }
    }

    /// The settings URL of a database on these nodes, in that order, by TCP.
    package func url(database: String, user: String, password: String, order: [Int]) -> String {
        let hosts = order.map { "127.0.0.1:\(nodes[$0].port)" }.joined(separator: ",")
        return "mariadb://\(user):\(password)@\(hosts)/\(database)"
    }

    private func start(_ index: Int, _ more: [String] = []) throws {
        let server = nodes[index].server
        let words = "Synchronized with group, ready for connections"
        let before = count(of: words, in: server.logPath)
        try server.start(more)
        // One thread applies what was missed, and others write on meanwhile: a busy machine needs a minute.
        guard waitUntil(milliseconds: 180_000, { count(of: words, in: server.logPath) > before }) else {
            throw LocalStackError("The node does not join: \(lastError(in: server.logPath)); see \(server.logPath)")
        }
    }

    /// How far a node got that does not run, as `history:number`: without it, Galera would copy everything anew.
    private func position(of index: Int) throws -> String {
        let server = nodes[index].server
        let log = "\(server.directory)/recovery.log"
        unlink(log)
        try server.run(["--wsrep-recover"], logPath: log)
        let mark = "Recovered position: "
        guard let line = lines(of: log).last(where: { $0.contains(mark) }), let found = line.firstRange(of: mark) else {
            return ""
        }
        return String(line[found.upperBound...].prefix { $0 != " " })
    }
}

/// Where Debian and the makers of MariaDB put Galera.
private let providers = ["/usr/lib/galera/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so"]

/// What a node listens on.
private struct NodePorts {
    let clients = freeServerPort()
    let group = freeServerPort()
    let increments = freeServerPort()
    let copies = freeServerPort()

    var options: [String] {
        [
            "--skip-networking=0", "--bind-address=127.0.0.1", "--port=\(clients)",
            "--wsrep-node-address=127.0.0.1", "--wsrep-node-incoming-address=127.0.0.1:\(clients)",
            "--wsrep-sst-receive-address=127.0.0.1:\(copies)",
            "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:\(group);"
                + "ist.recv_addr=127.0.0.1:\(increments);\(providerOptions)",
        ]
    }
}

/// A node that says nothing is left out after 0.8 s; until then no node can commit.
///
/// `sql/cluster.cnf` advises the same.
let nodeTiming = """
    evs.keepalive_period=PT0.2S;evs.inactive_check_period=PT0.1S;evs.suspect_timeout=PT0.8S;\
    evs.inactive_timeout=PT2S;evs.install_timeout=PT2S;evs.join_retrans_period=PT0.3S
    """

/// gcache holds what a node that was away can be given without a whole copy.
private let providerOptions = "\(nodeTiming);pc.announce_timeout=PT1S;gcache.size=64M"

private let clusterOptions = [
    "--wsrep-on=ON", "--wsrep-cluster-name=coachbook", "--wsrep-slave-threads=1", "--binlog-format=ROW",
    "--default-storage-engine=InnoDB", "--innodb-autoinc-lock-mode=2",
]

/// How a node gets a whole copy of another: MariaDB's script with rsync.
///
/// rsync's server leaves root's rights behind for those of nobody, who may not enter here. So root gets an rsync that does
/// not; MariaDB looks in its own directory first, so the script needs another name.
private func stateTransfer(in directory: String) throws -> (method: String, environment: [String]) {
    guard geteuid() == 0 else { return ("rsync", currentEnvironment()) }
    let programs = "\(directory)/programs"
    try StackDirectory.make(programs)
    let script = try Executable.stateTransfer.path()
    try write("#!/bin/sh\nPATH='\(programs)':$PATH exec \(script) \"$@\"\n", to: "\(programs)/wsrep_sst_private")
    let rsync = try Executable.rsync.path()
    try write(
        """
        #!/bin/sh
        case " $* " in *" --daemon "*) set -- --dparam=uid=0 --dparam=gid=0 "$@";; esac
        exec \(rsync) "$@"

        """,
        to: "\(programs)/rsync"
    )
    for name in ["wsrep_sst_private", "rsync"] { chmod("\(programs)/\(name)", 0o700) }
    let others = currentEnvironment().filter { !$0.hasPrefix("PATH=") }
    return ("private", others + ["PATH=\(Executable.searchPath):\(programs)"])
}

/// The number after the colon.
private func sequence(_ position: String) -> Int {
    position.split(separator: ":").last.flatMap { Int($0) } ?? -1
}

private func count(of words: String, in path: String) -> Int {
    lines(of: path).count { $0.contains(words) }
}
