import System

/// The environment's variables, read once.
struct Environment: Sendable {
    /// Every variable, empty ones included.
    let values: [String: String]

    /// Takes name and value pairs, for tests.
    init(_ values: [String: String]) {
        self.values = values
    }

    /// The process's own.
    static var current: Environment {
        var values: [String: String] = [:]
        for line in currentEnvironment() {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        return Environment(values)
    }

    /// A setting's value; an empty one counts as absent.
    subscript(_ name: SettingName) -> String? {
        values[name.rawValue].flatMap { $0.isEmpty ? nil : $0 }
    }
}
