import Glibc

/// Programs that the package builds beside the tests.
package enum BuiltProduct {
    /// The full path of an executable target's program.
    package static func path(_ name: String) -> String {
        guard let resolved = realpath("/proc/self/exe", nil) else { return name }
        defer { free(resolved) }
        let program = String(cString: resolved)
        return program.prefix(through: program.lastIndex(of: "/") ?? program.startIndex) + name
    }
}
