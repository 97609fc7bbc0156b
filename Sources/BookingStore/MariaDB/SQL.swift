import Synchronization

/// The text of a statement, put together from literals: no text of the running program can enter it.
///
/// Both ways to make one take `StaticString`, which only the compiler makes, out of a literal; an interpolation takes other
/// SQL and nothing else. Values travel beside the text, as parameters.
///
/// The text stays where it is for as long as the process lives, and its address is its name: a connection finds the
/// statement that it has prepared without a look at the text. A literal may stand where it is used; what is composed stands
/// in a `static let`, because composing takes time.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// Where the text begins, in UTF-8.
    nonisolated(unsafe) let start: UnsafePointer<CChar>

    /// Its bytes.
    let count: Int

    /// What was composed before: the same text again is the same statement.
    private static let composed = Mutex<[String: SQL]>([:])

    /// Takes a literal.
    package init(stringLiteral literal: StaticString) {
        start = UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self)
        count = literal.utf8CodeUnitCount
    }

    /// Takes literals with other SQL between them.
    package init(stringInterpolation parts: StringInterpolation) {
        self = Self.composed.withLock { known in
            if let sql = known[parts.text] { return sql }
            let sql = SQL(keeping: parts.text)
            known[parts.text] = sql
            return sql
        }
    }

    private init(keeping text: String) {
        let bytes = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.utf8.count)
        _ = bytes.initialize(from: text.utf8.lazy.map { CChar(bitPattern: $0) })
        start = UnsafePointer(bytes.baseAddress ?? UnsafeMutablePointer.allocate(capacity: 1))
        count = bytes.count
    }

    /// Literals, and what stands between them.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate private(set) var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity)
        }

        /// Adds a literal.
        package mutating func appendLiteral(_ literal: StaticString) {
            text += literal.description
        }

        /// Adds SQL.
        package mutating func appendInterpolation(_ sql: SQL) {
            text += sql.description
        }
    }
}

extension SQL: CustomStringConvertible {
    /// The text.
    package var description: String {
        start.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
            String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
        }
    }
}
