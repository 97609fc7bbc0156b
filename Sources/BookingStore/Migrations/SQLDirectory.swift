import Glibc
import System

/// The directory with the migrations.
struct SQLDirectory {
    let path: String

    /// Its files that are named `NNNN_what.sql`, in no order.
    func files() throws -> [Migrations.File] {
        try orUnreadable(path) { () throws(SystemError) in try entries(of: path) }.compactMap { entry in
            let name = entry.name
            guard name.hasSuffix(".sql"), name.dropFirst(4).first == "_", let version = Int(name.prefix(4)) else {
                return nil
            }
            return try file(named: name, version: version)
        }
    }

    /// One of its files.
    func file(named name: String, version: Int) throws -> Migrations.File {
        Migrations.File(version: version, name: name, text: try text(of: "\(path)/\(name)"))
    }

    private func text(of path: String) throws -> String {
        let bytes = try orUnreadable(path) { () throws(SystemError) in try readFile(path) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Migrations.Mistake.unreadable(path: path, code: EILSEQ)
        }
        return text
    }

    private func orUnreadable<Result>(_ path: String, _ read: () throws(SystemError) -> Result) throws -> Result {
        do { return try read() } catch { throw Migrations.Mistake.unreadable(path: path, code: error.code) }
    }
}
