import HTTP
import Testing

struct ProblemTests {
    private func body(_ problem: Problem) -> String {
        String(decoding: problem.response(requestID: "r1").body, as: UTF8.self)
    }

    @Test
    func `a problem is written as RFC 9457 says`() {
        let response = Problem(404, "not_found", "There is no such booking.").response(requestID: "r1")
        #expect(response.status == 404)
        #expect(response.headers.map(\.name) == ["Content-Type", "Cache-Control"])
        #expect(response.headers.map(\.value) == ["application/problem+json", "no-store"])
        #expect(
            String(decoding: response.body, as: UTF8.self) == """
                {"type":"about:blank","title":"Not Found","status":404,"detail":"There is no such booking.",\
                "code":"not_found","requestId":"r1"}
                """
        )
    }

    @Test
    func `one field in error gives its own words and stands in front`() {
        #expect(
            body(.invalidField("startAt", "startAt is required.", code: "required")) == """
                {"type":"about:blank","title":"Bad Request","status":400,"detail":"startAt is required.",\
                "code":"invalid_field","field":"startAt",\
                "errors":[{"field":"startAt","code":"required","detail":"startAt is required."}],"requestId":"r1"}
                """
        )
    }

    @Test
    func `several fields in error are counted and listed`() {
        let errors = ["a", "b"].map { Problem.FieldError(field: $0, code: "type", detail: "\($0) is wrong.") }
        #expect(
            body(.invalidFields(errors)) == """
                {"type":"about:blank","title":"Bad Request","status":400,"detail":"2 fields cannot be used; see errors.",\
                "code":"invalid_field","field":"a",\
                "errors":[{"field":"a","code":"type","detail":"a is wrong."},\
                {"field":"b","code":"type","detail":"b is wrong."}],"requestId":"r1"}
                """
        )
    }

    @Test
    func `further headers and members belong to the answer`() {
        let problem = Problem(
            409,
            "slot_unavailable",
            "Taken.",
            headers: [("Retry-After", "2")],
            members: [("reason", Array("\"taken\"".utf8)), ("alternatives", Array("[]".utf8))]
        )
        #expect(problem.response(requestID: "r1").header("retry-after") == "2")
        #expect(body(problem).hasSuffix("\"reason\":\"taken\",\"alternatives\":[],\"requestId\":\"r1\"}"))
    }

    @Test(arguments: [
        (200, "OK"), (201, "Created"), (204, "No Content"), (304, "Not Modified"), (400, "Bad Request"),
        (401, "Unauthorized"), (403, "Forbidden"), (404, "Not Found"), (405, "Method Not Allowed"), (409, "Conflict"),
        (412, "Precondition Failed"), (413, "Content Too Large"), (415, "Unsupported Media Type"),
        (422, "Unprocessable Content"), (429, "Too Many Requests"), (500, "Internal Server Error"),
        (503, "Service Unavailable"), (418, "Status 418"),
    ])
    func `a status has its words`(status: Int, words: String) {
        #expect(reasonPhrase(status) == words)
    }
}
