/// Why a private server cannot be started, in one sentence for the person at the terminal.
package struct LocalStackError: Error, CustomStringConvertible {
    /// What is wrong and what helps.
    package let description: String

    /// Takes the sentence as it is.
    package init(_ sentence: String) {
        description = sentence
    }
}
