import FoundationEssentials

/// What an attempt sends, frozen in the outbox so that every repeat is the same to the byte.
enum Payload: Codable, Equatable {
    case letter(Letter)
    case shortMessage(ShortMessage)

    /// The JSON that is stored.
    var text: String {
        get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
    }

    /// Reads what is stored; nil when it is not ours.
    init?(text: String) {
        guard let payload = try? JSONDecoder().decode(Payload.self, from: Data(text.utf8)) else { return nil }
        self = payload
    }
}
