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

    @Test
    func `only ASCII letters have two cases in a header's name`() {
        let headers = Headers([("X-BOO\u{212A}ING-CRON-SECRET", "a"), ("X-\u{C9}", "b")])
        #expect(headers.count(of: "x-booking-cron-secret") == 0)
        #expect(headers["x-\u{C9}"] == nil)
    }

    @Test
    func `a value that is not ASCII is there, and is nothing`() {
        let headers = Headers([("If-Match", "\u{E9}"), ("Accept", "a")])
        #expect(headers["if-match"] == "\u{FFFD}")
        #expect(headers.firstValues == ["if-match": "\u{FFFD}", "accept": "a"])
    }
}
