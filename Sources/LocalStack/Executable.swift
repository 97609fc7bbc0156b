import Glibc

/// A program of another package that a private server needs.
struct Executable {
    /// The names it goes by, best first.
    let names: [String]

    /// The Debian package that has it.
    let package: String

    static let mariadbd = Executable(names: ["mariadbd", "mysqld"], package: "mariadb-server")
    static let mariadbInstall = Executable(
        names: ["mariadb-install-db", "mysql_install_db"],
        package: "mariadb-server"
    )
    static let stateTransfer = Executable(names: ["wsrep_sst_rsync"], package: "mariadb-server")
    static let rsync = Executable(names: ["rsync"], package: "rsync")
    static let nginx = Executable(names: ["nginx"], package: "nginx")

    /// Servers live in sbin, which an ordinary user's PATH often lacks.
    static let searchPath = "\(variable("PATH") ?? ""):/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"

    /// The program's full path.
    ///
    /// - Throws: `LocalStackError` that names the package when it is not installed.
    func path() throws -> String {
        for directory in Executable.searchPath.split(separator: ":") {
            for name in names where access("\(directory)/\(name)", X_OK) == 0 { return "\(directory)/\(name)" }
        }
        throw LocalStackError("\(names[0]) is not installed; on Debian: apt-get install \(package)")
    }
}

private func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}
