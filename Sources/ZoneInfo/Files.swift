import Glibc
import Scheduling
import System

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
/// - Throws: `Fault` with the errno when it cannot be read.
func contents(of path: String) throws(Fault) -> [UInt8] {
    do {
        return try readFile(path)
    } catch {
        throw Fault(.broken, operation: "zoneinfo.open", code: Int(error.code), detail: "\(path): \(error)")
    }
}
