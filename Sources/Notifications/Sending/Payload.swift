import FoundationEssentials
import Scheduling

/// What an attempt sends, frozen in the outbox so that every repeat is the same to the byte.
///
/// In the place of a link's secret it has `ManageLink.placeholder`: the outbox holds nothing that opens a booking.
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

    /// What goes to the provider: with the link in its place.
    func filled(with link: ManageLink) -> Payload {
        switch self {
        case .letter(let letter): .letter(letter.filled(with: link))
        case .shortMessage(let message): .shortMessage(message.filled(with: link))
        }
    }
}

extension Letter {
    /// The letter with the link in the place of the placeholder; unchanged where there is none.
    ///
    /// A letter with another link, because the link was renewed or the key replaced, is another letter to the provider: it
    /// gets another idempotency key.
    fileprivate func filled(with link: ManageLink) -> Letter {
        let invitation = invitation.map { invitation in
            Invitation(
                method: invitation.method,
                calendar: ContentLines.replacing(ManageLink.placeholder, with: link.secret, in: invitation.calendar)
            )
        }
        let filled = Letter(
            from: from,
            replyTo: replyTo,
            to: to,
            subject: subject,
            text: text.filled(with: link),
            html: html.filled(with: link),
            invitation: invitation,
            idempotencyKey: idempotencyKey
        )
        return filled == self
            ? self : filled.named("\(idempotencyKey)/\(Hexadecimal.text(link.token.digest.prefix(4)))")
    }

    private func named(_ idempotencyKey: String) -> Letter {
        Letter(
            from: from,
            replyTo: replyTo,
            to: to,
            subject: subject,
            text: text,
            html: html,
            invitation: invitation,
            idempotencyKey: idempotencyKey
        )
    }
}

extension ShortMessage {
    /// The SMS with the link in the place of the placeholder.
    fileprivate func filled(with link: ManageLink) -> ShortMessage {
        ShortMessage(to: to, body: body.filled(with: link), reference: reference, validitySeconds: validitySeconds)
    }
}

extension String {
    fileprivate func filled(with link: ManageLink) -> String { replacing(ManageLink.placeholder, with: link.secret) }
}
