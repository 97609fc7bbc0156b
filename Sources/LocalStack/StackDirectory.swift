import Glibc
import System

/// A directory that one private stack owns for as long as it runs.
package final class StackDirectory: Sendable {
    /// The absolute path.
    package let path: String

    /// Open for as long as the lock is held; the kernel lets go when the last process that has it ends.
    private let lock: Int32

    /// Makes the directory when it is absent (mode 0700) and locks it.
    ///
    /// - Parameter path: absolute, or relative to the current directory.
    /// - Throws: `LocalStackError` when it cannot be made or written, or another stack runs in it.
    package init(_ path: String) throws {
        try StackDirectory.make(path)
        guard let resolved = realpath(path, nil) else {
            throw LocalStackError("The directory \(path) cannot be opened: \(errorText())")
        }
        defer { free(resolved) }
        self.path = String(cString: resolved)
        lock = open("\(self.path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw LocalStackError("The directory \(path) cannot be written: \(errorText())")
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            // deinit runs then too, and closes it: a second close would hit whatever another thread has just opened.
            throw LocalStackError("Something already runs in \(path); stop it, or choose another directory")
        }
    }

    deinit { close(lock) }

    /// Makes a directory (mode 0700) and those above it; one that exists is left as it is.
    static func make(_ path: String) throws {
        if let cut = path.lastIndex(of: "/"), cut != path.startIndex, access(String(path[..<cut]), F_OK) != 0 {
            try make(String(path[..<cut]))
        }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw LocalStackError("The directory \(path) cannot be made: \(errorText())")
        }
    }

    /// Checks that a unix socket can be bound at that path.
    ///
    /// `sun_path` has room for 107 bytes and the final NUL (unix(7)).
    static func checkSocketPath(_ path: String) throws {
        guard path.utf8.count <= 107 else {
            throw LocalStackError(
                "The directory is too deep: the socket \(path) has \(path.utf8.count) bytes and Linux allows 107;"
                    + " choose a shorter directory"
            )
        }
    }

    /// Checks that there is room for so many megabytes.
    static func checkSpace(_ path: String, megabytes: UInt) throws {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return }
        let free = status.f_bavail * status.f_frsize / 1_048_576
        guard free >= megabytes else {
            throw LocalStackError("Only \(free) MB are free at \(path); a new database needs \(megabytes) MB")
        }
    }
}

/// Writes a file anew.
func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "we"), fputs(text, file) >= 0, fclose(file) == 0 else {
        throw LocalStackError("The file \(path) cannot be written: \(errorText())")
    }
}
