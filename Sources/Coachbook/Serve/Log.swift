import Glibc
import HTTP
import Logging
import Scheduling

/// Writes log records as JSON lines on standard error, one `write(2)` each, so that lines of several processes stay whole.
struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var json = JSONWriter()
        json.object { line in
            line.member("time", presentMoment().rfc3339)
            line.member("level", event.level.rawValue)
            line.member("message", event.message.description)
            let fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
            for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
                line.member(name, text: value.description)
            }
        }
        let bytes = json.bytes + [UInt8(ascii: "\n")]
        _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }
}

/// The server's own log.
///
/// Never logged: secrets, tokens, e-mail addresses, phone numbers, bodies.
let serverLog = Logger(label: "coachbook") { _ in JSONLogHandler() }

/// Writes one line for a request that ended in a fault.
func logFault(_ error: any Error, _ request: Request) {
    var fields: Logger.Metadata = [
        "requestId": "\(request.id)", "method": "\(request.method)", "path": "\(request.path)",
    ]
    if let fault = error as? Fault {
        fields["operation"] = "\(fault.operation)"
        fields["code"] = "\(fault.code)"
        fields["detail"] = "\(fault.detail)"
    } else {
        fields["detail"] = "\(type(of: error))"
    }
    serverLog.error("request failed", metadata: fields)
}

/// Writes one line for a loop whose step failed.
@Sendable func logLoopFault(_ loop: String, _ error: any Error) {
    serverLog.warning("\(loop) failed", metadata: ["detail": "\(sentence(for: error))"])
}

/// Writes one line for a file of the time zones that cannot be read.
@Sendable func logZoneFault(_ fault: Fault) {
    serverLog.warning("time zones cannot be read", metadata: ["detail": "\(sentence(for: fault))"])
}
