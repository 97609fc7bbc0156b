import FastCGI
import Glibc
import LocalStack
import TestSupport
import Testing

/// Sockets of every kind, and addresses that cannot be had.
struct ListeningSocketTests {
    private func start(_ address: String, log: String) throws -> ChildProcess {
        try ChildProcess(BuiltProduct.path("fastcgi-echo"), [address, "2", "2"], environment: [], logPath: log)
    }

    @Test func `a TCP port serves, and is free again afterwards`() throws {
        let place = try TemporaryDirectory()
        let port = freePort()
        let service = try start("127.0.0.1:\(port)", log: "\(place.path)/log")
        #expect(waitUntil(milliseconds: 10_000) { lastError(in: "\(place.path)/log").hasPrefix("serving on") })
        let client = try #require(RawClient(port: port))
        client.send(RawClient.request([("REQUEST_URI", "/tcp")]))
        #expect(client.output().contains(#""path":"/tcp""#))
        service.stop()
        #expect(service.exitCode == 0)
        #expect(RawClient(port: port) == nil)
    }

    @Test func `a socket that was handed over stays open when the service ends`() throws {
        let place = try TemporaryDirectory()
        let path = "\(place.path)/s"
        let service = try start("hand-over:\(path)", log: "\(place.path)/log")
        #expect(waitUntil(milliseconds: 10_000) { lastError(in: "\(place.path)/log") == "serving on fd:0" })
        let client = try #require(RawClient(path))
        client.send(RawClient.request([("REQUEST_URI", "/handed")]))
        #expect(client.output().contains(#""path":"/handed""#))
        service.stop()
        #expect(service.exitCode == 0)
        #expect(inode(path) != nil)
    }

    @Test func `a descriptor that does not listen is refused`() throws {
        let place = try TemporaryDirectory()
        let service = try start("fd:0", log: "\(place.path)/log")
        #expect(service.wait(milliseconds: 10_000))
        #expect(service.exitCode == 1)
        #expect(lastError(in: "\(place.path)/log") == "Descriptor 0 is no listening socket")
    }

    @Test func `an address that cannot be had is told in one sentence`() throws {
        let place = try TemporaryDirectory()
        let long = "\(place.path)/\(String(repeating: "s", count: 100))"
        let cases: [(ListenAddress, String)] = [
            (.unix(path: long), "is too long: Linux allows 107 bytes"),
            (.unix(path: "\(place.path)/none/s"), "cannot be made: No such file or directory"),
            (.tcp(host: "no-such-host.invalid", port: 1), "The host no-such-host.invalid is not known"),
            (.tcp(host: "192.0.2.1", port: 1), "192.0.2.1:1 cannot be listened on"),
        ]
        for (address, words) in cases {
            let error = #expect(throws: SocketError.self) { try ListeningSocket(address) }
            #expect(error?.description.contains(words) == true)
        }
    }

    @Test func `nothing is at the public path before the socket is published`() throws {
        let place = try TemporaryDirectory()
        let path = "\(place.path)/s"
        let first = try ListeningSocket(.unix(path: path))
        #expect(inode(path) == nil)
        first.withdraw()
        let second = try ListeningSocket(.unix(path: path))
        try second.publish()
        #expect(inode(path) != nil)
        #expect(RawClient(path) != nil)
    }

    @Test func `a path on which somebody answers is taken only when that is asked for`() throws {
        let place = try TemporaryDirectory()
        let path = "\(place.path)/s"
        let first = try ListeningSocket(.unix(path: path))
        let late = try ListeningSocket(.unix(path: path))
        try first.publish()
        let before = inode(path)
        let error = #expect(throws: SocketError.self) { try ListeningSocket(.unix(path: path)) }
        #expect(error?.description.hasPrefix("Somebody serves on \(path) already") == true)
        #expect(throws: SocketError.self, "found nobody, but somebody came meanwhile") { try late.publish() }
        #expect(inode(path) == before && inode("\(path).\(getpid())") == nil)
        try ListeningSocket(.unix(path: path), replaces: true).publish()
        #expect(inode(path) != before)
    }

    @Test func `a path that nobody answers on any more is taken`() throws {
        let place = try TemporaryDirectory()
        let path = "\(place.path)/s"
        let service = try start(path, log: "\(place.path)/log")
        #expect(waitUntil(milliseconds: 10_000) { RawClient(path) != nil })
        service.stop(SIGKILL)
        #expect(waitUntil(milliseconds: 10_000) { RawClient(path) == nil })
        let next = try ListeningSocket(.unix(path: path))
        try next.publish()
        #expect(RawClient(path) != nil)
    }

    @Test func `a group that is not there is told, and nothing stays behind`() throws {
        let place = try TemporaryDirectory()
        let address = ListenAddress.unix(path: "\(place.path)/s")
        let error = #expect(throws: SocketError.self) { try ListeningSocket(address, group: "no-such-group") }
        #expect(error?.description == "There is no group named no-such-group")
        #expect(inode("\(place.path)/s.\(getpid())") == nil)
    }
}
