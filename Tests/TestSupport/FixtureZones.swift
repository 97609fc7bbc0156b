import Foundation
package import Scheduling

/// The zones whose files lie in `Fixtures`, the same on every machine.
///
/// They are the slim files of the PyPI packages `tzdata` 2026.6 and 2025.2; after 2007 or so they rely on their footers.
package struct FixtureZones: Zones {
    /// The release of the rules.
    package let version: String

    /// Takes a release that the fixtures hold: `2026f`, or `2025b`, of which they hold what has changed since.
    package init(version: String = "2026f") { self.version = version }

    /// The zone of that name, read anew each time; nil when there is no fixture of it.
    package func zone(named name: String) -> Zone? {
        guard let bytes = bytes(named: name) else { return nil }
        return Zone(name: name, tzif: bytes)
    }

    /// The TZif file of that name.
    package func bytes(named name: String) -> [UInt8]? {
        guard !name.isEmpty, !name.contains(".") else { return nil }
        return fixture("\(version)/\(name)") ?? fixture("2026f/\(name)")
    }
}

/// The bytes of a file in `Fixtures`; nil when there is none.
package func fixture(_ path: String) -> [UInt8]? {
    guard let data = try? Data(contentsOf: Bundle.module.bundleURL.appending(path: "Fixtures/\(path)")) else {
        return nil
    }
    return Array(data)
}
