import Testing

@testable import Notifications

struct PayloadTests {
    @Test(arguments: [
        Letter.fixture(), .fixture(replyTo: nil, invitation: nil),
        .fixture(subject: "Grüße \"an\" <b>\u{1F6A3}</b>", text: "zwei\r\nZeilen\u{0}\u{2028}\u{202E}\\"),
    ])
    func `a letter comes back as it was, to the byte`(letter: Letter) throws {
        let text = try Payload.letter(letter).text
        #expect(Payload(text: text) == .letter(letter))
    }

    @Test
    func `every byte of a calendar comes back`() throws {
        let letter = Letter.fixture(
            invitation: Letter.Invitation(method: "CANCEL", calendar: Array(0...255) + Array(0...255))
        )
        #expect(Payload(text: try Payload.letter(letter).text) == .letter(letter))
    }

    @Test
    func `an SMS comes back as it was and is no letter`() throws {
        let message = ShortMessage.fixture(body: "Übermorgen 10:00\n€ [x] \u{1F6A3}")
        let text = try Payload.shortMessage(message).text
        #expect(Payload(text: text) == .shortMessage(message))
        #expect(Payload(text: text) != .letter(.fixture()))
    }

    @Test(arguments: ["", "{}", "null", "[]", #"{"letter":{}}"#, #"{"letter":{"_0":{"to":"a@b.example"}}}"#, "{"])
    func `what is not ours is no payload`(text: String) {
        #expect(Payload(text: text) == nil)
    }

    @Test
    func `half a payload is none`() throws {
        let text = try Payload.letter(.fixture()).text
        #expect(Payload(text: String(text.dropLast())) == nil)
    }
}
