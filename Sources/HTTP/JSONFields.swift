/// Reads one JSON object field by field and collects every error with the path of its field.
///
/// Nil means that the field is absent, or that its error has been recorded. So call `errors.finish()` before you use
/// what was read.
///
/// `null` is the same as leaving the field out, and so is a blank text where a text may stand.
package struct JSONFields {
    /// Where errors go; shared with the objects inside.
    package let errors: FieldErrors

    private let members: [String: JSONValue]
    private let path: String

    /// Reads a request's body, which must be one object.
    ///
    /// - Parameters:
    ///   - body: the body's bytes.
    ///   - known: the names that may occur; any other is an error.
    /// - Throws: `malformed_json` (400) when the body is not JSON, `invalid_field` when it is not an object.
    package init(body: [UInt8], known: Set<String>) throws(Problem) {
        guard case .object(let members) = try JSONValue.parse(body, within: .request) else {
            throw Problem.invalidField("", "The body must be a JSON object.", code: "type")
        }
        self.init(members, path: "", known: known, errors: FieldErrors())
    }

    private init(_ members: [String: JSONValue], path: String, known: Set<String>, errors: FieldErrors) {
        self.members = members
        self.path = path
        self.errors = errors
        // In order of names, so that the same request always gets the same answer.
        for name in members.keys.filter({ !known.contains($0) }).sorted() {
            errors.add(field(name), "There is no field of this name here.", code: "unknown")
        }
    }

    /// Whether the field is there.
    package func has(_ name: String) -> Bool { given(name) != nil }

    /// Whether the name occurs, also with a value that is the same as leaving it out: it may clear something.
    package func names(_ name: String) -> Bool { members[name] != nil }

    /// Whether the name occurs with `null`.
    package func isNull(_ name: String) -> Bool { members[name] == .null }

    /// What was sent; nil when that is `null` or a blank text.
    private func given(_ name: String) -> JSONValue? {
        switch members[name] ?? .null {
        case .null: nil
        case .string(let text): holdsAnything(text) ? .string(text) : nil
        case let value: value
        }
    }

    /// The path of a member, for errors that the caller finds.
    package func field(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// Records an error about a member.
    package func refuse(_ name: String, _ detail: String, code: String = "invalid") {
        errors.add(field(name), detail, code: code)
    }

    /// Records an error about the object as a whole.
    package func refuseItself(_ detail: String, code: String = "invalid") {
        errors.add(path, detail, code: code)
    }

    /// Records an error for each field that is absent.
    package func require(_ names: String...) {
        for name in names where !has(name) {
            refuse(name, "\(name) is required.", code: "required")
        }
    }

    /// A text as a stranger sent it: to compare or hash it may take seconds, so it never leaves this type as it is.
    func text(_ name: String) -> String? {
        switch given(name) {
        case nil: return nil
        case .string(let text): return text
        default:
            refuse(name, "\(name) must be a string.", code: "type")
            return nil
        }
    }

    /// A text in one of the forms that `parse` reads, all of which are ASCII.
    ///
    /// - Parameters:
    ///   - name: the member.
    ///   - form: completes the sentence "… must be".
    ///   - parse: answers nil for an ASCII text in another form.
    /// - Returns: what was read.
    package func value<Value>(_ name: String, _ form: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = text(name) else { return nil }
        guard isASCII(text), let value = parse(text) else {
            refuse(name, "\(name) must be \(form).", code: "format")
            return nil
        }
        return value
    }

    /// A whole number.
    ///
    /// - Parameters:
    ///   - name: the member.
    ///   - range: what it may be, ends included.
    ///   - step: what it must be a multiple of.
    /// - Returns: the number.
    package func integer(_ name: String, in range: ClosedRange<Int>, step: Int = 1) -> Int? {
        switch members[name] ?? .null {
        case .null: return nil
        case .integer(let number):
            guard range.contains(number), number % step == 0 else {
                let steps = step == 1 ? "" : " in steps of \(step)"
                refuse(name, "\(name) must be \(range.lowerBound) to \(range.upperBound)\(steps).", code: "range")
                return nil
            }
            return number
        default:
            refuse(name, "\(name) must be a whole number.", code: "type")
            return nil
        }
    }

    /// A truth value.
    package func flag(_ name: String) -> Bool? {
        switch members[name] ?? .null {
        case .null: return nil
        case .bool(let flag): return flag
        default:
            refuse(name, "\(name) must be true or false.", code: "type")
            return nil
        }
    }

    /// An object inside; its errors are collected together with these.
    package func object(_ name: String, known: Set<String>) -> JSONFields? {
        switch members[name] ?? .null {
        case .null: return nil
        case .object(let inner): return JSONFields(inner, path: field(name), known: known, errors: errors)
        default:
            refuse(name, "\(name) must be an object.", code: "type")
            return nil
        }
    }

    /// An array of objects; an element of another type is an error and is left out.
    ///
    /// - Parameters:
    ///   - name: the member.
    ///   - maximum: how many elements it may have.
    ///   - known: the names that may occur in an element.
    /// - Returns: a reader for each element, in order.
    package func objects(_ name: String, atMost maximum: Int, known: Set<String>) -> [JSONFields]? {
        guard let value = members[name], value != .null else { return nil }
        guard case .array(let elements) = value else {
            refuse(name, "\(name) must be an array.", code: "type")
            return nil
        }
        guard elements.count <= maximum else {
            refuse(name, "\(name) may have at most \(maximum) elements.", code: "too_many")
            return nil
        }
        return elements.enumerated().compactMap { index, element in
            let place = "\(field(name))[\(index)]"
            guard case .object(let inner) = element else {
                errors.add(place, "Each element of \(name) must be an object.", code: "type")
                return nil
            }
            return JSONFields(inner, path: place, known: known, errors: errors)
        }
    }
}
