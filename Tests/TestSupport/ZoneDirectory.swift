import Foundation

/// A time-zone database of a test's own in a temporary directory, removed with the value.
package final class ZoneDirectory: Sendable {
    /// Where it is.
    package let path: String

    /// Copies those fixtures and lists them, and further names without files.
    ///
    /// - Parameters:
    ///   - version: the release that `tzdata.zi` names.
    ///   - zones: for each name the fixture with its rules, such as `2025b/America/Vancouver`.
    ///   - names: names without files.
    /// - Throws: what Foundation does when a file cannot be read or written.
    package init(version: String, zones: [String: String], names: [String] = []) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "zoneinfo-\(UUID())").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, source) in zones { try copy(source, as: name) }
        try writeList(version: version, lines: (zones.keys + names).map { "Z \($0) 0 - -00" })
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Puts a fixture in the place of a zone's file, as a package manager does: written beside it, then renamed.
    package func copy(_ source: String, as name: String) throws {
        guard let bytes = fixture(source) else { throw CocoaError(.fileNoSuchFile) }
        try write(name, bytes)
    }

    /// Writes `tzdata.zi`.
    package func writeList(version: String, lines: [String]) throws {
        try write("tzdata.zi", Array((["# version \(version)"] + lines).joined(separator: "\n").utf8))
    }

    /// Replaces a file.
    package func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file, options: .atomic)
    }

    /// Removes a file.
    package func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
}
