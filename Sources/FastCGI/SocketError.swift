import System

/// Why a server cannot listen, in one sentence for the person who starts it.
package struct SocketError: Error, CustomStringConvertible {
    /// What is wrong.
    package let description: String

    /// Takes the sentence as it is.
    package init(_ sentence: String) {
        description = sentence
    }

    /// A system call failed; reads errno.
    static func system(_ sentence: String) -> SocketError {
        SocketError("\(sentence): \(errorText())")
    }
}
