import Foundation
import Outbound
import TestSupport
import Testing

@testable import Notifications

struct MIMEMessageTests {
    private struct Parsed: Decodable {
        struct Part: Decodable, Equatable {
            let type: String
            let method: String?
            let file: String?
            let content: String
        }
        let headers: [String: String]
        let parts: [Part]
        let defects: [String]
        let tree: [String]
    }

    private func message(_ letter: Letter) throws -> [UInt8] {
        try #require(ResendSMTP.submission(of: letter)).message
    }

    private func parsed(_ letter: Letter) throws -> Parsed {
        let text = try Data(message(letter)).base64EncodedString()
        let lines = try PythonTools.run("mails.py", [text])
        return try JSONDecoder().decode(Parsed.self, from: Data(lines.joined().utf8))
    }

    @Test(.enabled(if: PythonTools.areInstalled, "\(PythonTools.absence)"))
    func `Python reads the parts that were written`() throws {
        let text = "Grüße 😀\n" + String(repeating: "long ", count: 400) + "\n.\nFrom x"
        let parsed = try parsed(.fixture(subject: "Sitzung – Ünï " + String(repeating: "😀", count: 40), text: text))
        #expect(parsed.defects.isEmpty)
        #expect(
            parsed.tree == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]
        )
        #expect(parsed.parts[0].content == text)
        #expect(parsed.parts[1].content == "<p>\(text)</p>")
        #expect(
            parsed.parts[2]
                == .init(type: "text/calendar", method: "REQUEST", file: "invite.ics", content: "BEGIN:VCALENDAR\r\n")
        )
        #expect(parsed.headers["subject"] == "Sitzung – Ünï " + String(repeating: "😀", count: 40))
        #expect(parsed.headers["to"] == "ana@example.com")
        #expect(parsed.headers["reply-to"] == "Ina Struktor <ina@example.com>")
        #expect(parsed.headers["resend-idempotency-key"] == "created/b1/r1/student/email")
    }

    @Test(.enabled(if: PythonTools.areInstalled, "\(PythonTools.absence)"))
    func `nothing that was given becomes a header`() throws {
        let evil = "Evil\r\nBcc: eve@example.com\r\n\r\nbody"
        let parsed = try parsed(
            .fixture(
                from: "\(evil) <bookings@mail.example.com>",
                replyTo: "Jürgen \(evil) <j@example.com>",
                subject: evil,
                invitation: nil
            )
        )
        #expect(parsed.headers["bcc"] == nil)
        #expect(parsed.defects.isEmpty)
        #expect(parsed.headers["subject"] == "Evil Bcc: eve@example.com body")
        #expect(parsed.tree == ["multipart/alternative", "text/plain", "text/html"])
    }

    @Test func `every line is short ASCII and ends with CRLF`() throws {
        let bytes = try message(.fixture(from: "Ünïversity <a@b.example>", text: String(repeating: "é", count: 3_000)))
        #expect(bytes.allSatisfy { $0 < 0x80 })
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.contains("\n") && !$0.contains("\r") })
    }

    @Test func `a repeat is the same to the byte, another letter is not`() throws {
        #expect(try message(.fixture()) == message(.fixture()))
        #expect(try message(.fixture()) != message(.fixture(key: "created/b1/r2/student/email")))
    }

    @Test(arguments: [
        ("a@b.example", nil, "a@b.example"), ("Ana Li <a@b.example>", "Ana Li", "Ana Li <a@b.example>"),
        ("\"Li, Ana\" <a@b.example>", "Li, Ana", "\"Li, Ana\" <a@b.example>"),
        ("Ana \"A.\" B <a@b.example>", "Ana \"A.\" B", #""Ana \"A.\" B" <a@b.example>"#),
        ("<a@b.example>", nil, "a@b.example"), (" a@b.example ", nil, "a@b.example"),
    ])
    func `mailboxes are read and written`(text: String, name: String?, written: String) throws {
        let mailbox = try #require(Mailbox(text))
        #expect(mailbox.name == name)
        #expect(mailbox.text == written)
        #expect(mailbox.domain == "b.example")
    }

    @Test(arguments: [
        "", "a", "a@", "@b", "a@b@c", "a b@c.example", "Ana <a@b.example> x", "a@bücher.example", "a@b,c@d",
    ])
    func `what is no mailbox is refused`(text: String) {
        #expect(Mailbox(text) == nil)
    }

    @Test func `base64 there and back`() {
        for count in 0..<50 {
            let given = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
            let text = String(decoding: base64(given), as: UTF8.self)
            #expect(text == Data(given).base64EncodedString())
            #expect(bytes(base64: text) == given)
        }
        for text in ["A", "AA", "AAA", "A===", "AB==", "A=AA", "AA A", "AA-_"] { #expect(bytes(base64: text) == nil) }
    }

    @Test func `forms there and back`() {
        var form = FormFields()
        form.add("a b", "1+1=2 & ü~")
        form.add("a b", "")
        #expect(form.text == "a%20b=1%2B1%3D2%20%26%20%C3%BC~&a%20b=")
        let read = FormFields(Array("\(form.text)&x=%zz+%4".utf8))
        #expect(read.fields.map { String(decoding: $0.value, as: UTF8.self) } == ["1+1=2 & ü~", "", "%zz %4"])
    }
}
