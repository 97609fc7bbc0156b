/// A refusal in HTTP's words (RFC 9457).
package struct Problem: Error, Sendable {
    /// One thing that is wrong with one field.
    package struct FieldError: Hashable, Sendable {
        /// The path of the field, such as `weeklySlots[3].endTime`.
        package let field: String

        /// A stable word.
        package let code: String

        /// One helpful sentence.
        package let detail: String

        package init(field: String, code: String, detail: String) {
            self.field = field
            self.code = code
            self.detail = detail
        }
    }

    /// The HTTP status.
    package var status: Int

    /// A stable word for programs; it is part of the contract.
    package var code: String

    /// One helpful sentence; no internals, no secrets.
    package var detail: String

    /// What is wrong with each field; empty when the refusal is not about fields.
    package var errors: [FieldError]

    /// Header fields that belong to the refusal, such as `Allow`.
    package var headers: [(name: String, value: String)]

    /// More members of the JSON object: name and finished JSON.
    package var members: [(name: String, json: [UInt8])]

    package init(
        _ status: Int,
        _ code: String,
        _ detail: String,
        errors: [FieldError] = [],
        headers: [(name: String, value: String)] = [],
        members: [(name: String, json: [UInt8])] = []
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.members = members
    }

    /// One or more fields cannot be used (400).
    ///
    /// - Parameters:
    ///   - errors: what is told.
    ///   - untold: how many more there are; one more error says so.
    /// - Returns: the problem.
    package static func invalidFields(_ errors: [FieldError], andMore untold: Int = 0) -> Problem {
        let count = errors.count + untold
        let detail = count == 1 ? errors[0].detail : "\(count) fields cannot be used; see errors."
        let more = FieldError(field: "", code: "more", detail: "There are \(untold) more errors.")
        return Problem(400, "invalid_field", detail, errors: untold == 0 ? errors : errors + [more])
    }

    /// One field cannot be used (400).
    package static func invalidField(_ field: String, _ detail: String, code: String = "invalid") -> Problem {
        invalidFields([FieldError(field: field, code: code, detail: detail)])
    }

    /// The answer, as `application/problem+json`.
    ///
    /// - Parameter requestID: the request's id in the log.
    /// - Returns: the answer.
    package func response(requestID: String) -> Response {
        var json = JSONWriter()
        json.object {
            $0.member("type", "about:blank")
            $0.member("title", reasonPhrase(status))
            $0.member("status", status)
            $0.member("detail", detail)
            $0.member("code", code)
            if let first = errors.first {
                // `field` names the first one for clients that show one error only.
                $0.member("field", first.field)
                $0.array("errors", errors) { json, error in
                    json.object {
                        $0.member("field", error.field)
                        $0.member("code", error.code)
                        $0.member("detail", error.detail)
                    }
                }
            }
            for member in members { $0.member(member.name, raw: member.json) }
            $0.member("requestId", requestID)
        }
        var fields = [(name: "Content-Type", value: "application/problem+json"), ("Cache-Control", "no-store")]
        fields.append(contentsOf: headers)
        return Response(status: status, headers: fields, body: json.bytes)
    }
}

/// The words that stand beside a status code (RFC 9110 §15).
package func reasonPhrase(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 204: "No Content"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 409: "Conflict"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 500: "Internal Server Error"
    case 503: "Service Unavailable"
    default: "Status \(status)"
    }
}
