import Glibc
@testable import LocalStack
import TestSupport
import Testing

/// Directories and children of a private stack.
struct LocalStackTests {
    @Test func `a directory is one stack's alone`() throws {
        let place = try TemporaryDirectory()
        var first: StackDirectory? = try StackDirectory("\(place.path)/a/b")
        #expect(first?.path == "\(place.path)/a/b")
        #expect(throws: LocalStackError.self) { try StackDirectory("\(place.path)/a/b") }
        first = nil
        _ = try StackDirectory("\(place.path)/a/b")
    }

    @Test func `a directory that cannot be made is told in one sentence`() {
        let error = #expect(throws: LocalStackError.self) { try StackDirectory("/proc/nowhere/stack") }
        #expect(error?.description.hasPrefix("The directory /proc/nowhere") == true)
    }

    @Test func `a socket path must fit into 107 bytes`() throws {
        try StackDirectory.checkSocketPath(String(repeating: "x", count: 107))
        #expect(throws: LocalStackError.self) { try StackDirectory.checkSocketPath(String(repeating: "x", count: 108)) }
    }

    @Test func `a full disk is noticed before a database is made on it`() {
        #expect(throws: LocalStackError.self) { try StackDirectory.checkSpace("/tmp", megabytes: .max) }
    }

    @Test func `a child's end is known`() throws {
        let place = try TemporaryDirectory()
        let child = try ChildProcess("/bin/sh", ["-c", "echo out; echo err >&2; exit 7"], logPath: "\(place.path)/log")
        #expect(child.wait(milliseconds: 10_000))
        #expect(child.exitCode == 7)
        #expect(lastError(in: "\(place.path)/log") == "err")
    }

    @Test func `a child that does not listen is killed`() throws {
        let place = try TemporaryDirectory()
        let words = ["-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"]
        let child = try ChildProcess("/bin/sh", words, logPath: "\(place.path)/log")
        #expect(waitUntil(milliseconds: 10_000) { lastError(in: "\(place.path)/log") == "ready" })
        child.stop(graceMilliseconds: 100)
        #expect(child.exitCode == 128 + SIGKILL)
        child.send(SIGTERM)
    }

    @Test func `a child inherits nothing but its log`() throws {
        let place = try TemporaryDirectory()
        let child = try ChildProcess("/bin/ls", ["/proc/self/fd"], environment: [], logPath: "\(place.path)/log")
        #expect(child.wait(milliseconds: 10_000))
        #expect(lastError(in: "\(place.path)/log") == "3", "0, 1, 2, and the one that ls reads")
    }

    @Test func `a program that is not there is told`() throws {
        let place = try TemporaryDirectory()
        let error = #expect(throws: LocalStackError.self) {
            try ChildProcess("/bin/no-such-program", [], logPath: "\(place.path)/log")
        }
        #expect(error?.description == "/bin/no-such-program cannot be started: No such file or directory")
    }

    @Test func `a missing program names its package`() {
        let missing = Executable(names: ["no-such-server"], package: "some-package")
        let error = #expect(throws: LocalStackError.self) { try missing.path() }
        #expect(error?.description == "no-such-server is not installed; on Debian: apt-get install some-package")
    }

    @Test func `a tree is removed without following its links`() throws {
        let place = try TemporaryDirectory()
        try StackDirectory.make("\(place.path)/kept")
        try StackDirectory.make("\(place.path)/gone/deep")
        symlink("\(place.path)/kept", "\(place.path)/gone/deep/link")
        removeTree("\(place.path)/gone")
        #expect(access("\(place.path)/gone", F_OK) != 0)
        #expect(access("\(place.path)/kept", F_OK) == 0)
    }

    @Test func `a temporary directory goes with its value`() throws {
        var place: TemporaryDirectory? = try TemporaryDirectory()
        let path = try #require(place?.path)
        #expect(access(path, F_OK) == 0)
        place = nil
        #expect(access(path, F_OK) != 0)
    }

    @Test func `free ports are given once`() {
        let ports = (0..<50).map { _ in freePort() }
        #expect(Set(ports).count == 50)
        #expect(ports.allSatisfy { isFree(port: $0) && !isLive(port: $0) })
    }

    @Test func `nginx is refused a port in use and a configuration that is not there`() throws {
        let place = try TemporaryDirectory()
        var settings = PrivateNginx.Settings(assets: "/nowhere", port: 1, upstreamSocket: "\(place.path)/s")
        #expect(throws: LocalStackError.self) { try PrivateNginx(directory: place.path, settings: settings) }
        settings.assets = "\(Checkout.path)/nginx"
        settings.upstreamSockets = ["\(place.path)/s", "\(place.path)/$s"]
        #expect(throws: LocalStackError.self) { try PrivateNginx(directory: place.path, settings: settings) }
    }

    @Test(.enabled(if: Installed.nginx, "nginx is not installed"))
    func `nginx accepts its configuration`() throws {
        let place = try TemporaryDirectory()
        let settings = PrivateNginx.Settings(
            assets: "\(Checkout.path)/nginx",
            port: freePort(),
            upstreamSocket: "\(place.path)/s"
        )
        try PrivateNginx(directory: place.path, settings: settings).check()
    }
}
