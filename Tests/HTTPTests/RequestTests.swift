import HTTP
import Testing

struct RequestTests {
    @Test
    func `header names are found in lower case, however they were sent`() {
        let headers = Headers([("X-Brand", "a"), ("AUTHORIZATION", "b")])
        #expect(headers["x-brand"] == "a")
        #expect(headers["authorization"] == "b")
        #expect(headers["cookie"] == nil)
    }

    @Test
    func `a repeated header keeps every value, the first one first`() {
        var headers = Headers([("Authorization", "first")])
        headers.add("authorization", "second")
        #expect(headers["authorization"] == "first")
        #expect(headers.count(of: "authorization") == 2)
        #expect(headers.count(of: "x-brand") == 0)
    }
}
