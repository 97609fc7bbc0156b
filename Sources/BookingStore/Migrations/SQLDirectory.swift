import Glibc

/// The directory with the migrations.
struct SQLDirectory {
    let path: String

    /// Its files that are named `NNNN_what.sql`, in no order.
    func files() throws -> [Migrations.File] {
        guard let directory = opendir(path) else { throw Migrations.Mistake.unreadable(path: path, code: errno) }
        defer { closedir(directory) }
        var files: [Migrations.File] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
                    String(cString: $0)
                }
            }
            guard name.hasSuffix(".sql"), name.dropFirst(4).first == "_", let version = Int(name.prefix(4)) else {
                continue
            }
            files.append(try file(named: name, version: version))
        }
        return files
    }

    /// One of its files.
    func file(named name: String, version: Int) throws -> Migrations.File {
        Migrations.File(version: version, name: name, text: try text(of: "\(path)/\(name)"))
    }

    private func text(of path: String) throws -> String {
        guard let file = fopen(path, "re") else { throw Migrations.Mistake.unreadable(path: path, code: errno) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let chunk = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
                count = fread(buffer.baseAddress, 1, buffer.count, file)
            }
            guard !chunk.isEmpty else { break }
            bytes += chunk
        }
        guard ferror(file) == 0, let text = String(validating: bytes, as: UTF8.self) else {
            throw Migrations.Mistake.unreadable(path: path, code: EILSEQ)
        }
        return text
    }
}
