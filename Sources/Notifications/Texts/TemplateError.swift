/// Why a template cannot be used.
///
/// Templates are checked when the server starts, so that no message fails because of one.
package struct TemplateError: Error, Hashable, CustomStringConvertible {
    /// The file, or the directory.
    package let file: String

    /// Counted from 1; nil when it is about the whole file.
    package let line: Int?

    /// What is wrong, in words for the operator.
    package let problem: String

    package init(file: String, line: Int? = nil, problem: String) {
        self.file = file
        self.line = line
        self.problem = problem
    }

    /// One line.
    package var description: String { "template \(file)\(line.map { ":\($0)" } ?? ""): \(problem)" }
}
