import Glibc
import LocalStack
import TestSupport
import Testing

/// Runs only where MariaDB is installed.
struct PrivateMariaDBTests {
    @Test(.enabled(if: Installed.mariaDB, "MariaDB is not installed"))
    func `a server keeps its data through a stop and a kill`() throws {
        let directory = try TemporaryDirectory()
        let server = try PrivateMariaDB(directory: "\(directory.path)/db")
        try server.start()
        let data = inode("\(server.directory)/data/ibdata1")
        #expect(data != nil)
        #expect(server.processID != nil)
        try server.restart()
        server.kill()
        #expect(server.processID == nil)
        try server.start()
        #expect(inode("\(server.directory)/data/ibdata1") == data)
        #expect(access("\(server.directory)/data.new", F_OK) != 0)
        server.stop()
        #expect(server.processID == nil)
    }

    @Test func `any directory can stand in a URL`() throws {
        let directory = try TemporaryDirectory()
        let server = try PrivateMariaDB(directory: "\(directory.path)/50% & more")
        #expect(server.url(database: "d").hasSuffix("/50%25%20%26%20more/mariadb.sock"))
        #expect(server.url(database: "d", user: "u", password: "p").hasPrefix("mariadb://u:p@localhost/d?socket=/tmp/"))
        #expect(server.url(database: "d").hasPrefix("mariadb://root@localhost/d?"))
    }

    @Test func `a directory that is too deep is refused before anything is made`() throws {
        let directory = try TemporaryDirectory()
        let deep = "\(directory.path)/\(String(repeating: "d", count: 90))"
        let error = #expect(throws: LocalStackError.self) { try PrivateMariaDB(directory: deep) }
        #expect(error?.description.contains("Linux allows 107") == true)
        #expect(access(deep, F_OK) != 0)
    }
}
