import Glibc

/// This process's environment as `NAME=VALUE` lines.
package func currentEnvironment() -> [String] {
    var lines: [String] = []
    var next = environ
    while let line = next.pointee {
        lines.append(String(cString: line))
        next += 1
    }
    return lines
}
