import Scheduling

/// What `tzdata.zi` lists: the release and the names.
struct ZoneIndex {
    /// The release, such as `2026f`.
    let version: String

    /// Each name with the zone whose rules it has; a zone has its own.
    let targets: [String: String]

    /// The file as it was before it was read.
    let stamp: FileStamp?

    /// Where the list is.
    static func path(in directory: String) -> String { "\(directory)/tzdata.zi" }

    /// Reads the list (zic(8), "FILES": lines `Z name …` and `L target name`, release on the first line).
    ///
    /// - Throws: `Fault` when it cannot be read, has no release or names nothing.
    init(directory: String) throws(Fault) {
        let path = ZoneIndex.path(in: directory)
        stamp = FileStamp(path: path)
        let lines = try contents(of: path).split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, first.starts(with: "# version ".utf8) else {
            throw Fault(.broken, operation: "zoneinfo.index", code: 0, detail: "\(path) does not say its version")
        }
        version = String(decoding: first.dropFirst("# version ".utf8.count), as: UTF8.self)
        var targets: [String: String] = [:]
        for line in lines where line.starts(with: "Z ".utf8) || line.starts(with: "L ".utf8) {
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3).map {
                String(decoding: $0, as: UTF8.self)
            }
            if words[0] == "Z", words.count > 1 { targets[words[1]] = words[1] }
            if words[0] == "L", words.count > 2 { targets[words[2]] = words[1] }
        }
        // A placeholder for an unset clock, not a place.
        targets["Factory"] = nil
        guard !targets.isEmpty else {
            throw Fault(.broken, operation: "zoneinfo.index", code: 0, detail: "\(path) names no zones")
        }
        self.targets = targets
    }
}
