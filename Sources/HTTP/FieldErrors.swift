/// Collects what is wrong with a request, so that a caller learns everything at once.
package final class FieldErrors {
    /// How many errors are told; of the others only how many they are.
    private static let told = 50

    private var errors: [Problem.FieldError] = []
    private var untold = 0

    package init() {}

    /// Records an error about one field.
    ///
    /// - Parameters:
    ///   - field: its path, such as `weeklySlots[3].endTime`.
    ///   - detail: one helpful sentence.
    ///   - code: a stable word.
    package func add(_ field: String, _ detail: String, code: String = "invalid") {
        if errors.count == FieldErrors.told {
            untold += 1
        } else {
            errors.append(Problem.FieldError(field: field, code: code, detail: detail))
        }
    }

    /// Whether something is wrong with that field or inside it.
    package func mention(_ field: String) -> Bool {
        errors.contains { $0.field == field || $0.field.hasPrefix(field + ".") || $0.field.hasPrefix(field + "[") }
    }

    /// Ends the request when something was wrong.
    ///
    /// - Throws: `invalid_field` (400) with the errors in the order in which they were found; behind the first 50 stands
    ///   one that says how many more there are.
    package func finish() throws(Problem) {
        if !errors.isEmpty { throw Problem.invalidFields(errors, andMore: untold) }
    }
}
