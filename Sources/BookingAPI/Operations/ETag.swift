import HTTP
import Scheduling

/// Versions as entity tags: `"r7"` (RFC 9110 §8.8.3).
enum ETag {
    /// The tag of a version.
    static func text(_ version: Int) -> String { "\"r\(version)\"" }

    /// Refuses a change to a version other than the one the caller has read.
    ///
    /// `If-Match` may hold a list of tags or `*`; a tag that a proxy made weak on its way (`W/"r7"`) counts as the strong
    /// one it was. Without the header nothing is refused.
    static func check(_ request: Request, version: Int) throws(Refusal) {
        guard let condition = request.headers["if-match"] else { return }
        let tags = condition.split(separator: ",").map { tag in
            let trimmed = tag.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            let text = String(trimmed)
            return text.hasPrefix("W/") ? String(text.dropFirst(2)) : text
        }
        guard tags.contains("*") || tags.contains(text(version)) else { throw .versionConflict }
    }
}
