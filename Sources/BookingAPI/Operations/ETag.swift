import HTTP
import Scheduling

/// Versions as entity tags: `"r7"` (RFC 9110 §8.8.3).
enum ETag {
    /// The tag of a version.
    static func text(_ version: Int) -> String { "\"r\(version)\"" }

    /// The tag of a booking as staff or others see it.
    ///
    /// Staff also see when it was reminded of, which raises no revision: whoever sends a reminder has no calendar.
    static func text(of booking: Booking, forStaff: Bool) -> String {
        guard forStaff, let remindedAt = booking.reminderSentAt else { return text(booking.revision) }
        return "\"r\(booking.revision)-\(remindedAt.seconds)\""
    }

    /// The answer to a GET with its tag; 304 without a body when the caller has it already (`If-None-Match`).
    static func answer(_ json: [UInt8], _ tag: String, to request: Request) -> Response {
        let answer = Response.json(json).with("ETag", tag)
        guard matches(request.headers["if-none-match"], tag) else { return answer }
        return Response(status: 304, headers: answer.headers.filter { $0.name != "Content-Type" })
    }

    /// Refuses `If-None-Match: *` with an unsafe method: it asks for a change only where there is nothing yet.
    static func refuseExisting(_ request: Request) throws(Refusal) {
        guard request.method != "GET", request.method != "HEAD" else { return }
        if tags(request.headers["if-none-match"]).contains("*") { throw .versionConflict }
    }

    /// Refuses a change to something that has another tag now than the caller has read.
    ///
    /// `If-Match` must name the tag; `If-None-Match` must not. A tag that a proxy made weak on its way (`W/"r7"`) counts as
    /// the strong one it was. Without the headers nothing is refused.
    static func check(_ request: Request, _ current: String) throws(Refusal) {
        let condition = request.headers["if-match"]
        if condition != nil, !matches(condition, current) { throw .versionConflict }
        if matches(request.headers["if-none-match"], current) { throw .versionConflict }
    }

    /// Whether a list of tags, or `*`, names the tag.
    private static func matches(_ condition: String?, _ tag: String) -> Bool {
        let tags = tags(condition)
        return tags.contains("*") || tags.contains(tag[...])
    }

    /// The tags of a list (RFC 9110 §8.8.3), weak ones as strong ones.
    private static func tags(_ condition: String?) -> [Substring] {
        (condition ?? "").split(separator: ",").map { tag in
            var text = tag.drop { $0 == " " || $0 == "\t" }
            while text.last == " " || text.last == "\t" { text.removeLast() }
            return text.hasPrefix("W/") ? text.dropFirst(2) : text
        }
    }
}
