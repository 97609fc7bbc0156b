import Glibc

/// What a directory holds under one name.
package struct DirectoryEntry: Hashable, Sendable {
    /// The name, without the directory's path.
    package let name: String

    /// Whether it is a directory itself; a link to one is not.
    package let isDirectory: Bool
}

/// What is in a directory, without `.` and `..`, in no order.
///
/// - Throws: `SystemError` when it cannot be opened.
package func entries(of path: String) throws(SystemError) -> [DirectoryEntry] {
    guard let stream = opendir(path) else { throw SystemError() }
    defer { closedir(stream) }
    var found: [DirectoryEntry] = []
    while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name == "." || name == ".." { continue }
        found.append(DirectoryEntry(name: name, isDirectory: entry.pointee.d_type == UInt8(DT_DIR)))
    }
    return found
}

/// The whole of a file.
///
/// - Throws: `SystemError` when it cannot be opened or read.
package func readFile(_ path: String) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError() }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw SystemError() }
        if count == 0 { return bytes }
        bytes.append(contentsOf: chunk[..<count])
    }
}
