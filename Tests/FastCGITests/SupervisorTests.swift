import Glibc
import System
import LocalStack
import Synchronization
import Testing

/// Signals, deaths and restarts; no request may be lost to any of them.
@Suite(.serialized)
struct SupervisorTests {
    @Test func `only the owner and the group reach the socket`() throws {
        let service = try EchoService(workers: 1, threads: 1)
        var status = stat()
        #expect(stat(service.socketPath, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a request that runs is finished when the service is told to end`(signal: Int32) throws {
        let service = try EchoService()
        let client = try #require(RawClient(service.socketPath))
        client.send(RawClient.request([("REQUEST_URI", "/sleep?700")]))
        usleep(200_000)  // Nothing tells from outside that the request runs.
        service.process.send(signal)
        #expect(client.output().hasPrefix("Status: 200"))
        #expect(service.process.wait(milliseconds: 3_000))
        #expect(service.process.exitCode == 0)
        #expect(RawClient(service.socketPath) == nil)
    }

    @Test func `connections in the queue are still answered when the service ends`() throws {
        let service = try EchoService(workers: 1, threads: 1)
        let clients = try (0..<5).map { _ in try #require(RawClient(service.socketPath)) }
        for client in clients { client.send(RawClient.request([("REQUEST_URI", "/sleep?100")])) }
        usleep(50_000)  // Nor that they are in the queue.
        service.process.send(SIGTERM)
        for client in clients { #expect(client.output().hasPrefix("Status: 200")) }
        #expect(service.process.wait(milliseconds: 3_000))
    }

    @Test func `a worker that dies is replaced and costs no other request`() throws {
        let service = try EchoService(workers: 2, threads: 4)
        let load = Load(service)
        for _ in 0..<3 {
            let victim = try #require(service.worker())
            kill(victim, SIGKILL)
            #expect(waitUntil(milliseconds: 5_000) { !processExists(victim) })
            load.expectMore()
        }
        let outcome = load.finish()
        #expect(outcome.answered > 100)
        #expect(outcome.failed <= 3 * 4)
        #expect(service.process.isRunning)
    }

    @Test func `workers that always die are started ever more slowly`() throws {
        let service = try EchoService(workers: 1, threads: 1)
        var deaths = 0
        let end = time(nil) + 2
        while time(nil) < end {
            if let answer = service.ask("/trap"), answer.isEmpty { deaths += 1 }
        }
        #expect((2...6).contains(deaths))
        #expect(waitUntil(milliseconds: 6_000) { service.worker() != nil })
    }

    @Test func `SIGHUP replaces every worker without a failed request`() throws {
        let service = try EchoService(workers: 2, threads: 4)
        let before = Set((0..<40).compactMap { _ in service.worker() })
        let load = Load(service)
        for _ in 0..<3 {
            service.process.send(SIGHUP)
            load.expectMore()
        }
        let outcome = load.finish()
        #expect(outcome.failed == 0)
        #expect(outcome.answered > 100)
        #expect(waitUntil(milliseconds: 3_000) { before.allSatisfy { !processExists($0) } })
        #expect(service.worker() != nil)
    }

    @Test func `twenty restarts under load lose nothing`() throws {
        var service = try EchoService(workers: 2, threads: 4)
        let load = Load(service)
        for _ in 0..<20 {
            let next = try EchoService(workers: 2, threads: 4, directory: service.directory)
            service.process.send(SIGTERM)
            #expect(service.process.wait(milliseconds: 5_000))
            service = next
        }
        let outcome = load.finish()
        #expect(outcome.failed == 0)
        #expect(outcome.answered > 100)
    }

    @Test func `a start that fails leaves the running service alone`() throws {
        let service = try EchoService(workers: 1, threads: 1)
        let number = inode(service.socketPath)
        let log = "\(service.directory.path)/second.log"
        let arguments = [service.socketPath, "1", "0", "replace"]
        let second = try ChildProcess(service.program, arguments, environment: [], logPath: log)
        #expect(second.wait(milliseconds: 5_000))
        #expect(second.exitCode == 1)
        #expect(inode(service.socketPath) == number)
        #expect(service.worker() != nil)
        #expect(
            try entries(of: service.directory.path).map(\.name).filter { $0.hasPrefix("echo.sock") } == ["echo.sock"]
        )
    }

    @Test func `workers end with their supervisor`() throws {
        let service = try EchoService(workers: 2, threads: 2)
        let worker = try #require(service.worker())
        service.process.send(SIGKILL)
        #expect(waitUntil(milliseconds: 5_000) { !processExists(worker) })
    }
}

/// Eight threads that ask the service without a pause.
private final class Load: Sendable {
    private struct State {
        var answered = 0
        var failed = 0
        var running = 8
        var isOver = false
    }

    private let state = Mutex(State())

    init(_ service: EchoService) {
        let path = service.socketPath
        for _ in 0..<8 {
            startThread { [self] in
                while !state.withLock({ $0.isOver }) { ask(path) }
                state.withLock { $0.running -= 1 }
            }
        }
    }

    /// Waits until two hundred more have been answered.
    func expectMore() {
        let before = state.withLock { $0.answered }
        #expect(waitUntil(milliseconds: 20_000) { state.withLock { $0.answered >= before + 200 } })
    }

    func finish() -> (answered: Int, failed: Int) {
        state.withLock { $0.isOver = true }
        _ = waitUntil(milliseconds: 20_000) { state.withLock { $0.running == 0 } }
        return state.withLock { ($0.answered, $0.failed) }
    }

    private func ask(_ path: String) {
        let client = RawClient(path)
        client?.send(RawClient.request([("REQUEST_URI", "/sleep?2")]))
        let isAnswered = client?.output().hasPrefix("Status: 200") == true
        state.withLock { if isAnswered { $0.answered += 1 } else { $0.failed += 1 } }
    }
}

private func processExists(_ processID: Int32) -> Bool { kill(processID, 0) == 0 }
