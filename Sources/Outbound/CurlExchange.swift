/// What one transfer receives and sends, piece by piece as libcurl asks.
final class CurlExchange {
    /// The part of the answer's body that has arrived.
    private(set) var body: [UInt8] = []

    /// The lines of the answer's head (HTTP), or all that the server said (SMTP).
    private(set) var lines: [String] = []

    /// Whether libcurl has taken the last byte of the upload.
    ///
    /// From then on the peer may have all of it.
    var uploadIsOut: Bool { uploaded == upload.count }

    private let limit: Int
    private let upload: [UInt8]
    private var uploaded = 0
    private var headBytes = 0

    init(answerLimit: Int, upload: [UInt8] = []) {
        limit = answerLimit
        self.upload = upload
    }

    /// False when the answer is larger than allowed; libcurl then ends the transfer.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= limit else { return false }
        body.append(contentsOf: bytes)
        return true
    }

    /// False when the head is larger than allowed; libcurl then ends the transfer.
    func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headBytes += bytes.count
        guard headBytes <= 65_536 else { return false }
        var line = String(decoding: bytes, as: UTF8.self)
        while let last = line.last, last.isNewline { line.removeLast() }
        // An interim answer (100) or a proxy's answer may come first, with a head of its own. Only the last head
        // counts.
        if line.hasPrefix("HTTP/") { lines = [] }
        lines.append(line)
        return true
    }

    /// Copies the next piece of the upload; 0 at its end.
    func giveUpload(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(room.count, upload.count - uploaded)
        room.copyBytes(from: upload[uploaded..<uploaded + count])
        uploaded += count
        return count
    }

    /// The head's values by name in lower case.
    var headers: [String: String] {
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers[line[..<colon].lowercased()] = String(value)
        }
        return headers
    }
}
