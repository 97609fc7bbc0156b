import Glibc

/// The files that ship beside the program: `nginx/` and `sql/`.
struct Assets {
    /// The absolute path of the directory that holds both.
    let path: String

    /// The shipped nginx configuration.
    var nginx: String { "\(path)/nginx" }

    /// The migrations.
    var sql: String { "\(path)/sql" }

    /// Finds the files: where the argument or `BOOKING_ASSETS` says, else in the current directory, else above or beside
    /// the program.
    ///
    /// - Throws: `SettingsError` when they are nowhere.
    init(named given: String?) throws {
        if let given {
            guard let path = Assets.directory(given) else {
                throw SettingsError("There are no nginx/ and sql/ in \(given).")
            }
            self.path = path
            return
        }
        guard let path = Assets.candidates.lazy.compactMap(Assets.directory).first else {
            throw SettingsError(
                "nginx/ and sql/ are not found; name their directory with --assets or \(SettingName.assets)."
            )
        }
        self.path = path
    }

    private static var candidates: [String] {
        var places = ["."]
        var directory = programPath
        while let cut = directory.lastIndex(of: "/"), cut != directory.startIndex {
            directory = String(directory[..<cut])
            places.append(directory)
            places.append("\(directory)/share/coachbook")
        }
        return places
    }

    private static func directory(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        let path = String(cString: resolved)
        let files = ["nginx/coachbook.conf", "sql/grants.sql"]
        return files.allSatisfy { access("\(path)/\($0)", R_OK) == 0 } ? path : nil
    }
}

/// The full path of this program.
var programPath: String {
    guard let resolved = realpath("/proc/self/exe", nil) else { return CommandLine.arguments[0] }
    defer { free(resolved) }
    return String(cString: resolved)
}
