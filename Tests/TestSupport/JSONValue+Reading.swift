package import HTTP

// What a test wants to know of a JSON text; what is not there reads as null.

extension JSONValue {
    /// The member of an object.
    package subscript(name: String) -> JSONValue {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    /// The element of an array.
    package subscript(index: Int) -> JSONValue {
        elements.indices.contains(index) ? elements[index] : .null
    }

    /// The elements of an array.
    package var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// How many elements an array has.
    package var count: Int { elements.count }

    /// The names of an object's members.
    package var names: Set<String> {
        if case .object(let members) = self { Set(members.keys) } else { [] }
    }

    /// A string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A whole number.
    package var number: Int? {
        if case .integer(let number) = self { number } else { nil }
    }
}

extension HTTPAnswer {
    /// The body as JSON; null when it is none.
    package var json: JSONValue { (try? JSONValue.parse(body)) ?? .null }

    /// The stable word of a refusal.
    package var code: String? { json["code"].text }
}
