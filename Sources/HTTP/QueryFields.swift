/// Reads a query's parameters (application/x-www-form-urlencoded), noting every error with the parameter's name.
///
/// Parameters nobody asks for are passed over; whose name is not ASCII, nobody asks for. A reader answers nil both for
/// an absent parameter and for one it has noted an error about.
package struct QueryFields {
    /// Where errors go.
    package let errors = FieldErrors()

    private var values: [String: String] = [:]

    /// Takes the query as it was sent, without question mark.
    ///
    /// A name that occurs twice, a broken percent-escape and
    /// bytes that are not UTF-8 are noted as errors.
    package init(_ query: String) {
        // By bytes: as a character, `&` and an accent after it are another one, and the two pairs would be one.
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                .map { Substring($0) }
            guard let name = percentDecoded(parts[0]), let value = percentDecoded(parts.count > 1 ? parts[1] : "")
            else {
                errors.add("query", "The query has a broken percent-escape or is not UTF-8.", code: "encoding")
                continue
            }
            // Nothing else may become a key: see JSONReader.
            guard isASCII(name) else { continue }
            if values.updateValue(value, forKey: name) != nil {
                errors.add(name, "\(name) is given more than once.", code: "repeated")
            }
        }
    }

    /// Notes an error about a parameter.
    package func refuse(_ name: String, _ detail: String, code: String = "invalid") {
        errors.add(name, detail, code: code)
    }

    /// Whether the parameter is there.
    package func has(_ name: String) -> Bool { values[name] != nil }

    /// The parameter as a stranger sent it; nil when absent.
    func text(_ name: String) -> String? { values[name] }

    /// A parameter in one of the forms that `parse` reads, all of which are ASCII; an empty one is not a form.
    ///
    /// - Parameters:
    ///   - name: the parameter.
    ///   - form: completes the sentence "… must be".
    ///   - parse: answers nil for an ASCII text in another form.
    /// - Returns: what was read.
    package func value<Value>(_ name: String, _ form: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = values[name] else { return nil }
        guard isASCII(text), let value = parse(text) else {
            refuse(name, "\(name) must be \(form).", code: "format")
            return nil
        }
        return value
    }

    /// A whole number.
    ///
    /// - Parameters:
    ///   - name: the parameter.
    ///   - range: what it may be, ends included.
    ///   - step: what it must be a multiple of.
    /// - Returns: the number.
    package func integer(_ name: String, in range: ClosedRange<Int>, step: Int = 1) -> Int? {
        let steps = step == 1 ? "" : " in steps of \(step)"
        return value(name, "a whole number, \(range.lowerBound) to \(range.upperBound)\(steps)") { text in
            guard let number = Int(text), range.contains(number), number % step == 0 else { return nil }
            return number
        }
    }

    /// `true` or `false`.
    package func flag(_ name: String) -> Bool? {
        value(name, "true or false") { ["true": true, "false": false][$0] }
    }
}

/// The text with `+` as a space and percent-escapes resolved; nil when an escape is broken or the bytes are not UTF-8.
package func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
        switch byte {
        case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
        case UInt8(ascii: "%"):
            guard let high = rest.next().flatMap(Hexadecimal.value(of:)),
                let low = rest.next().flatMap(Hexadecimal.value(of:))
            else { return nil }
            bytes.append(high << 4 | low)
        default: bytes.append(byte)
        }
    }
    return String(validating: bytes, as: UTF8.self)
}
