import System

/// What `--set` gave: settings of the server, and what becomes of the environment.
struct DemoSettings {
    /// Set by the demo itself.
    private static let ownNames: Set<SettingName> = [.databaseURL, .listen, .listenGroup]

    /// Name and value pairs; the last of a repeated name counts.
    let values: [String: String]

    /// Reads `NAME=VALUE` words.
    ///
    /// - Throws: `SettingsError` for a word of another form, or a setting that the demo makes itself.
    init(_ words: [String]) throws {
        var values: [String: String] = [:]
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw SettingsError("--set takes NAME=VALUE, not \(parts[0]).")
            }
            guard !DemoSettings.ownNames.contains(where: { $0.rawValue == parts[0] }) else {
                throw SettingsError("--set \(parts[0]) is not possible: the demo sets it itself.")
            }
            values[parts[0]] = parts[1]
        }
        self.values = values
    }

    /// The server's environment: what is inherited without any server's settings, the demo's own, and what was set.
    func environment(_ own: [SettingName: String], inheriting lines: [String] = currentEnvironment()) -> [String] {
        // Settings of a real server must not leak into a demo, which would send real messages.
        let inherited = lines.filter { line in
            !SettingName.prefixes.contains { line.hasPrefix($0) }
                && !values.keys.contains { line.hasPrefix("\($0)=") }
        }
        return inherited
            + Dictionary(uniqueKeysWithValues: own.map { ($0.rawValue, $1) }).merging(values) { _, set in set }.map {
                "\($0)=\($1)"
            }
    }
}
