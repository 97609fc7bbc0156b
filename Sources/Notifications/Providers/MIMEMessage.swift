import Crypto
import Scheduling

/// A letter as one Internet message (RFC 5322, 2045-2047): text and HTML as alternatives, the invitation attached.
///
/// The same letter gives the same bytes each time, so that a repeat cannot be taken for another message; hence no
/// Date, which the submission server adds (RFC 6409 §8.2).
struct MIMEMessage {
    /// The whole message, lines ended by CRLF, ASCII.
    private(set) var bytes: [UInt8] = []

    private let boundary: String

    /// Takes the letter and its mailboxes, which have been read from it.
    init(_ letter: Letter, from: Mailbox, replyTo: Mailbox?, to: Mailbox) {
        let mark = Hexadecimal.text(SHA256.hash(data: Array(letter.idempotencyKey.utf8)).prefix(16))
        boundary = "=_\(mark)"
        line("From: \(from.headerText)")
        line("To: \(to.headerText)")
        if let replyTo { line("Reply-To: \(replyTo.headerText)") }
        line("Subject: \(unstructured(oneLine(letter.subject), after: "Subject"))")
        line("Message-ID: <\(mark)@\(from.domain)>")
        line("Resend-Idempotency-Key: \(letter.idempotencyKey)")
        line("X-Entity-Ref-ID: \(mark)")
        line("MIME-Version: 1.0")
        if let invitation = letter.invitation {
            let outer = boundary + "m"
            multipart("mixed", outer) { message in
                message.part(outer) { $0.alternatives(letter) }
                message.part(outer) { $0.attachment(invitation) }
            }
        } else {
            alternatives(letter)
        }
    }

    private mutating func alternatives(_ letter: Letter) {
        let inner = boundary + "a"
        multipart("alternative", inner) { message in
            message.part(inner) { $0.leaf("text/plain; charset=utf-8", Array(letter.text.utf8)) }
            message.part(inner) { $0.leaf("text/html; charset=utf-8", Array(letter.html.utf8)) }
        }
    }

    private mutating func attachment(_ invitation: Letter.Invitation) {
        line("Content-Disposition: attachment; filename=\"\(invitationFileName)\"")
        leaf(contentType(of: invitation), invitation.calendar)
    }

    private mutating func multipart(_ kind: String, _ boundary: String, _ parts: (inout MIMEMessage) -> Void) {
        line("Content-Type: multipart/\(kind);\r\n boundary=\"\(boundary)\"")
        line("")
        parts(&self)
        line("--\(boundary)--")
    }

    private mutating func part(_ boundary: String, _ body: (inout MIMEMessage) -> Void) {
        line("--\(boundary)")
        body(&self)
    }

    private mutating func leaf(_ type: String, _ content: [UInt8]) {
        line("Content-Type: \(type)")
        line("Content-Transfer-Encoding: base64")
        line("")
        var digits = base64(content)[...]
        while !digits.isEmpty {
            bytes += digits.prefix(76)
            bytes += [0x0D, 0x0A]
            digits = digits.dropFirst(76)
        }
    }

    private mutating func line(_ text: String) {
        bytes += Array(text.utf8) + [0x0D, 0x0A]
    }
}

/// The name under which an invitation is attached.
let invitationFileName = "invite.ics"

/// The content type of an invitation; its method must be the one in the calendar (RFC 6047 §2.4).
func contentType(of invitation: Letter.Invitation) -> String {
    "text/calendar; charset=utf-8; method=\(invitation.method)"
}
