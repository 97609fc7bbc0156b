import HTTP
import Testing

struct ResponseTests {
    @Test
    func `a JSON answer is kept by no cache`() {
        let response = Response.json(Array("{}".utf8), status: 201)
        #expect(response.status == 201)
        #expect(response.headers.map(\.name) == ["Content-Type", "Cache-Control"])
        #expect(response.headers.map(\.value) == ["application/json; charset=utf-8", "no-store"])
        #expect(response.body == Array("{}".utf8))
        #expect(Response.json([]).status == 200)
    }

    @Test
    func `a header is added at the end and found in any case`() {
        let response = Response(status: 204).with("ETag", "\"1\"").with("Location", "/x")
        #expect(response.headers.map(\.name) == ["ETag", "Location"])
        #expect(response.header("etag") == "\"1\"")
        #expect(response.header("LOCATION") == "/x")
        #expect(response.header("Allow") == nil)
    }
}
