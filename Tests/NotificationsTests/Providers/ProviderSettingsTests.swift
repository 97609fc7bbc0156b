import Testing

@testable import Notifications

struct ProviderSettingsTests {
    private let complete = [
        "RESEND_FROM_EMAIL": "Demo <bookings@mail.example.com>", "RESEND_API_KEY": "re_1",
        "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000", "TWILIO_AUTH_TOKEN": "t",
        "TWILIO_FROM_NUMBER": "+15005550006",
    ]

    @Test func `complete settings open both channels`() {
        let settings = ProviderSettings(environment: complete)
        #expect(settings.resend != nil && settings.resendSMTP == nil && settings.twilio != nil)
        #expect(settings.missingForEmail.isEmpty && settings.missingForSMS.isEmpty && settings.invalid.isEmpty)
        #expect(settings.sender == "Demo <bookings@mail.example.com>")
    }

    @Test func `nothing set is everything missing`() {
        let settings = ProviderSettings(environment: ["RESEND_API_KEY": "  ", "TWILIO_AUTH_TOKEN": ""])
        #expect(settings.missingForEmail == ["RESEND_FROM_EMAIL", "RESEND_API_KEY or RESEND_SMTP_KEY"])
        #expect(settings.missingForSMS == ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM_NUMBER"])
        #expect(settings.resend == nil && settings.resendSMTP == nil && settings.twilio == nil)
        #expect(settings.invalid.isEmpty)
    }

    @Test(arguments: [
        ("RESEND_FROM_EMAIL", "bookings"), ("RESEND_API_KEY", "re_1\nX: y"), ("RESEND_BASE_URL", "http://example.com"),
        ("RESEND_SMTP_URL", "https://smtp.resend.com"), ("TWILIO_BASE_URL", "smtps://api.twilio.com"),
        ("TWILIO_ACCOUNT_SID", "SK1"), ("TWILIO_FROM_NUMBER", "+49 151"), ("TWILIO_FROM_NUMBER", "MG12"),
        ("TWILIO_FROM_NUMBER", "4915112345678"), ("TWILIO_FROM_NUMBER", "1234567"),
        ("TWILIO_FROM_NUMBER", "Studio Berg 1"),
        ("TWILIO_FROM_NUMBER", "Büro"), ("TWILIO_FROM_NUMBER", "+1500"),
    ])
    func `a value that cannot be used is named`(name: String, value: String) {
        let settings = ProviderSettings(environment: complete.merging([name: value]) { $1 })
        #expect(settings.invalid == [name])
    }

    @Test(arguments: ["+15005550006", "12345", "MG0123456789abcdef0123456789abcdef", "Studio Berg", "BERG-1"])
    func `a number, a short code, a messaging service and a word may send SMS`(sender: String) {
        let settings = ProviderSettings(environment: complete.merging(["TWILIO_FROM_NUMBER": sender]) { $1 })
        #expect(settings.twilio != nil && settings.invalid.isEmpty)
    }

    @Test func `white space around a value does not count`() {
        let padded = complete.mapValues { " \($0)\n" }
        let settings = ProviderSettings(environment: padded)
        #expect(settings.resend != nil && settings.twilio != nil && settings.invalid.isEmpty)
    }
}
