import System

/// What `--set` gave: settings of the server, and what becomes of the environment.
struct DemoSettings {
    /// Set by the demo itself.
    private static let ownNames: Set<SettingName> = [.databaseURL, .listen, .listenGroup]

    /// Name and value pairs; the last of a repeated name counts.
    let values: [String: String]

    /// What keys with which real money is taken begin with.
    private static let livePrefixes = ["sk_live_", "rk_live_", "pk_live_"]

    /// Reads `NAME=VALUE` words; a `NAME` alone has its value in the environment, where `ps` does not show it.
    ///
    /// - Throws: `SettingsError` for a word of another form, a name without a value, a live key, or a setting that the demo
    ///   makes itself.
    init(_ words: [String], inheriting lines: [String] = currentEnvironment()) throws {
        var values: [String: String] = [:]
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard !parts[0].isEmpty else { throw SettingsError("--set takes NAME=VALUE, or NAME.") }
            guard let value = parts.count == 2 ? parts[1] : DemoSettings.value(of: parts[0], in: lines) else {
                throw SettingsError("--set \(parts[0]) finds no \(parts[0]) in the environment.")
            }
            guard !DemoSettings.livePrefixes.contains(where: value.hasPrefix) else {
                throw SettingsError("--set \(parts[0]) has a live key: a demo takes test keys only.")
            }
            guard !DemoSettings.ownNames.contains(where: { $0.rawValue == parts[0] }) else {
                throw SettingsError("--set \(parts[0]) is not possible: the demo sets it itself.")
            }
            values[parts[0]] = value
        }
        self.values = values
    }

    private static func value(of name: String, in lines: [String]) -> String? {
        lines.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
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
