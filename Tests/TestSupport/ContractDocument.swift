package import HTTP

/// What a server says of itself at `GET /api/openapi.json`.
package struct ContractDocument: Sendable {
    /// The whole of it.
    package let json: JSONValue

    /// Parses the answer's body.
    ///
    /// - Throws: `Problem` when it is no JSON.
    package init(_ body: [UInt8]) throws {
        json = try JSONValue.parse(body)
    }

    /// Asks the server of a stack.
    package init(of client: HTTPClient) throws {
        try self.init(client.send("GET", "/api/openapi.json").body)
    }

    /// Everything that can be asked for, by path and method.
    package var operations: [Operation] {
        json["paths"].names.sorted().flatMap { path in
            json["paths"][path].names.subtracting(["parameters"]).sorted().map { method in
                Operation(method: method.uppercased(), path: path, json: json["paths"][path][method])
            }
        }
    }

    /// The codes that an answer of that name may have, such as `BadRequest`; nothing when there is none.
    package func codes(of response: String) -> Set<String> {
        let schema = json["components"]["responses"][response]["content"]["application/problem+json"]["schema"]
        return Set(schema["allOf"].elements.flatMap { $0["properties"]["code"]["enum"].elements.compactMap(\.text) })
    }

    /// Every code that a refusal may have.
    package var codes: Set<String> {
        json["components"]["responses"].names.reduce(into: []) { $0.formUnion(codes(of: $1)) }
    }

    /// One row: a method at a path.
    package struct Operation: Sendable {
        /// In upper case.
        package let method: String

        /// With parameters in braces: `/api/bookings/{bookingId}`.
        package let path: String

        /// What is said of it.
        package let json: JSONValue

        /// Method and path, such as `GET /api/bookings/{bookingId}`.
        package var name: String { "\(method) \(path)" }

        /// Whether somebody without credentials may ask.
        package var isForVisitors: Bool { json["security"].elements.contains(.object([:])) }

        /// The statuses that it names.
        package var statuses: Set<String> { json["responses"].names }
    }
}
