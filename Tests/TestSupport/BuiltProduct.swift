import Glibc
import LocalStack
import System

/// Programs that the package builds beside the tests.
package enum BuiltProduct {
    /// The full path of an executable target's program.
    ///
    /// `COACHBOOK_PROGRAM` names another build of `coachbook`, so that figures can be those of a release.
    package static func path(_ name: String) -> String {
        if name == "coachbook", let other = currentEnvironment().value(of: "COACHBOOK_PROGRAM") { return other }
        guard let resolved = realpath("/proc/self/exe", nil) else { return name }
        defer { free(resolved) }
        let program = String(cString: resolved)
        return program.prefix(through: program.lastIndex(of: "/") ?? program.startIndex) + name
    }
}

extension [String] {
    /// What the `NAME=VALUE` line of that name says; nil when there is none or it is empty.
    package func value(of name: String) -> String? {
        first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }.flatMap {
            $0.isEmpty ? nil : $0
        }
    }
}
