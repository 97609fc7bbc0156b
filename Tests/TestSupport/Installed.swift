import Glibc
import LocalStack
import System

/// Which servers tests may start.
///
/// In CI (`CI=true`) the answer is always yes: there a test that would skip has to fail.
package enum Installed {
    private static let isCI = currentEnvironment().contains("CI=true")

    /// MariaDB's server.
    package static let mariaDB = PrivateMariaDB.isInstalled || isCI

    /// MariaDB's server with what makes a cluster of several.
    package static let galera = PrivateGalera.isInstalled || isCI

    /// nginx.
    package static let nginx = PrivateNginx.isInstalled || isCI

    /// wrk, which makes load.
    package static let wrk = access("/usr/bin/wrk", X_OK) == 0 || isCI
}
