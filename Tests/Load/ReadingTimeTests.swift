import HTTP
import Testing

/// What is read of a request takes time in proportion to its length, whatever stands in it.
struct ReadingTimeTests {
    @Test
    func `a large body is read in time`() throws {
        let text = "[" + Array(repeating: #"{"a":{"b":[{"c":1.25}]}}"#, count: 2500).joined(separator: ",") + "]"
        let start = ContinuousClock.now
        guard case .array(let elements) = try JSONValue.parse(Array(text.utf8)) else {
            Issue.record("not an array")
            return
        }
        #expect(elements.count == 2500)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test
    func `a hostile query is read in time`() {
        let start = ContinuousClock.now
        let fields = QueryFields(String(repeating: "a=1&", count: 20_000) + String(repeating: "%41", count: 20_000))
        #expect(fields.value("a", "text") { $0 } == "1")
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}
