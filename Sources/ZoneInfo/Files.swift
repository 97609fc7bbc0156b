import Glibc
import Scheduling

/// What tells one state of a file from another without reading it.
struct FileStamp: Equatable {
    private let inode: UInt64
    private let size: Int64
    private let modifiedSeconds: Int
    private let modifiedNanoseconds: Int

    /// Looks at the file; nil when it is not there.
    init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modifiedSeconds = Int(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int(status.st_mtim.tv_nsec)
    }
}

/// The whole file.
///
/// - Throws: `Fault` with the errno when it cannot be opened or read.
func readFile(_ path: String) throws -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fault("zoneinfo.open", path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw fault("zoneinfo.read", path) }
        if count == 0 { return bytes }
        bytes.append(contentsOf: chunk[..<count])
    }
}

/// Seconds on a clock that never goes back, also while the machine's time is set.
package func monotonicSeconds() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec)
}

private func fault(_ operation: String, _ path: String) -> Fault {
    let code = errno
    let text = unsafe String(cString: strerror(code))
    return Fault(.broken, operation: operation, code: Int(code), detail: "\(path): \(text)")
}
