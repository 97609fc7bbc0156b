import HTTP
import TestSupport
import Testing

/// One way to be refused.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    /// The request that is to be refused, once everything before it has been done.
    typealias Attempt = () throws -> HTTPAnswer

    let name: String
    let status: Int
    let code: String
    let field: String?
    let reason: String?
    let headers: [String: String]
    let prepare: @Sendable (RefusalBrands) throws -> Attempt

    var testDescription: String { "\(name): \(status) \(code)" }

    static var all: [RefusalCase] { bodies + rules + callers + times + lifecycle + repeats }

    init(
        _ name: String,
        _ status: Int,
        _ code: String,
        field: String? = nil,
        reason: String? = nil,
        headers: [String: String] = [:],
        prepare: @escaping @Sendable (RefusalBrands) throws -> Attempt
    ) {
        self.name = name
        self.status = status
        self.code = code
        self.field = field
        self.reason = reason
        self.headers = headers
        self.prepare = prepare
    }
}
