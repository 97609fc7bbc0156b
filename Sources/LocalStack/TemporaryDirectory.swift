import Glibc
import Synchronization
import System

/// A directory under `/tmp` for a test: it goes when the value goes, or at the latest when the process exits.
///
/// At exit, every child that this process still has is killed first, because it may be writing there.
package final class TemporaryDirectory: Sendable {
    /// The absolute path; short enough for unix sockets inside.
    package let path: String

    /// Makes the directory (mode 0700).
    ///
    /// - Throws: `LocalStackError` when `/tmp` cannot be written.
    package init() throws {
        var template = Array("/tmp/coachbook-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw LocalStackError("No temporary directory can be made in /tmp: \(errorText())")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        Leftovers.shared.add(directory: path)
    }

    deinit {
        removeTree(path)
        Leftovers.shared.forget(directory: path)
    }
}

/// What must not outlive the process.
final class Leftovers: Sendable {
    static let shared = Leftovers()

    private struct State {
        var directories: Set<String> = []
        var children: Set<Int32> = []
        var isRegistered = false
    }

    private let state = Mutex(State())

    func add(directory: String) {
        state.withLock {
            $0.directories.insert(directory)
            if !$0.isRegistered { atexit { Leftovers.shared.sweep() } }
            $0.isRegistered = true
        }
    }

    func forget(directory: String) {
        _ = state.withLock { $0.directories.remove(directory) }
    }

    func add(child: Int32) {
        _ = state.withLock { $0.children.insert(child) }
    }

    func forget(child: Int32) {
        _ = state.withLock { $0.children.remove(child) }
    }

    private func sweep() {
        // The whole group of each: a master process that is killed cannot end its own children.
        for child in state.withLock({ $0.children }) { kill(-child, SIGKILL) }
        _ = waitUntil(milliseconds: 5_000) { state.withLock { $0.children.isEmpty } }
        for directory in state.withLock({ $0.directories }) { removeTree(directory) }
    }
}

/// Removes a directory and all that is in it, links themselves and not what they point to.
func removeTree(_ path: String) {
    // What cannot be opened is not there, or stays: rmdir says so to nobody either.
    for entry in (try? entries(of: path)) ?? [] {
        if entry.isDirectory { removeTree("\(path)/\(entry.name)") } else { unlink("\(path)/\(entry.name)") }
    }
    rmdir(path)
}
