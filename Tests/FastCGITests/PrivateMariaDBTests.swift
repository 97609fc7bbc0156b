import Glibc
import LocalStack
import Testing

/// Runs only where MariaDB is installed.
struct PrivateMariaDBTests {
    @Test(.enabled(if: PrivateMariaDB.isInstalled, "MariaDB is not installed"))
    func `a server keeps its data through a stop and a kill`() throws {
        let directory = try TemporaryDirectory()
        let server = try PrivateMariaDB(directory: "\(directory.path)/db")
        try server.start()
        #expect(server.processID != nil)
        try server.restart()
        server.kill()
        #expect(server.processID == nil)
        try server.start()
        server.stop()
        #expect(server.processID == nil)
    }
}
