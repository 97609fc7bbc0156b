@testable import Notifications

extension Letter {
    /// A letter; what a test is about is given.
    static func fixture(
        from: String = "Demo School <bookings@mail.example.com>",
        replyTo: String? = "Ina Struktor <ina@example.com>",
        to: String = "ana@example.com",
        subject: String = "Your session",
        text: String = "Hello Ana",
        invitation: Invitation? = Invitation(method: "REQUEST", calendar: Array("BEGIN:VCALENDAR\r\n".utf8)),
        key: String = "created/b1/r1/student/email"
    ) -> Letter {
        Letter(
            from: from,
            replyTo: replyTo,
            to: to,
            subject: subject,
            text: text,
            html: "<p>\(text)</p>",
            invitation: invitation,
            idempotencyKey: key
        )
    }
}

extension ShortMessage {
    /// An SMS; what a test is about is given.
    static func fixture(
        to: String = "+15005550010",
        body: String = "Session at 10:00",
        reference: String = "n1"
    ) -> Self {
        ShortMessage(to: to, body: body, reference: reference, validitySeconds: 3_600)
    }
}
