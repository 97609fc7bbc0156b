import Glibc

/// A call of the operating system that failed.
package struct SystemError: Error, Hashable, CustomStringConvertible {
    /// The error number.
    package let code: Int32

    /// Takes the number; without one that of the call that has just failed.
    package init(_ code: Int32 = errno) {
        self.code = code
    }

    /// The system's words, such as "Permission denied".
    package var description: String { errorText(code) }
}

/// The system's words for an error number, such as "Permission denied".
package func errorText(_ number: Int32 = errno) -> String {
    String(cString: strerror(number))
}
