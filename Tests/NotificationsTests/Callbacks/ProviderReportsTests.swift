import Scheduling
import Testing

@testable import Notifications

struct ProviderReportsTests {
    private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private let now = Moment(seconds: 1_767_225_600)
    private let message = "01900000-0000-7000-8000-000000000001"
    private var reports: ProviderReports {
        ProviderReports(publicURL: "https://book.example.com/", twilioToken: "12345", resendSecret: secret)
    }

    private func twilio(_ form: String) -> DeliveryReport {
        TwilioCallback.report(FormFields(Array(form.utf8)), reference: message)
    }

    private func resend(_ json: String) -> DeliveryReport {
        ResendEvent.report(Array(json.utf8), eventID: "msg_1")
    }

    @Test func `a signed status of Twilio is a report about our message`() throws {
        let callback = ProviderCallback(
            provider: "twilio",
            target: "/api/hooks/twilio",
            headers: ["x-twilio-signature": "FK2FssaHRr2a1w61RnCL0I+vuQI="],
            body: Array(
                ("AccountSid=AC0&ApiVersion=2010-04-01&ErrorCode=30003&From=%2B15005550001"
                    + "&MessageSid=SM00000000000000000000000000000001&MessageStatus=undelivered&To=%2B15005550006").utf8
            )
        )
        let report = try #require(reports.report(in: callback, at: now))
        #expect(report.provider == "twilio")
        #expect(report.providerID == "SM00000000000000000000000000000001")
        #expect(report.eventID == "SM00000000000000000000000000000001/undelivered")
        #expect(report.status == .undelivered)
        #expect(report.reason == "30003")
        #expect(report.blocks == nil)
        let unset = ProviderReports(publicURL: "https://book.example.com", twilioToken: nil, resendSecret: nil)
        #expect(unset.report(in: callback, at: now) == nil)
        let elsewhere = ProviderReports(publicURL: "https://evil.example", twilioToken: "12345", resendSecret: nil)
        #expect(elsewhere.report(in: callback, at: now) == nil)
    }

    @Test func `a signed event of Resend is a report about our letter`() throws {
        let body = Array(#"{"type":"email.delivered","data":{"email_id":"e1","to":["ana@example.com"]}}"#.utf8)
        let signature = try #require(WebhookSignature.sign(id: "msg_9", at: now, body: body, secret: secret))
        var headers = ["svix-id": "msg_9", "svix-timestamp": "\(now.seconds)", "svix-signature": signature]
        func report(minutesLater: Int = 0) -> DeliveryReport? {
            let callback = ProviderCallback(provider: "resend", target: "/x", headers: headers, body: body)
            return reports.report(in: callback, at: now.adding(minutes: minutesLater))
        }
        let report1 = try #require(report())
        #expect(report1.status == .delivered)
        #expect(report1.providerID == "e1")
        #expect(report1.eventID == "msg_9")
        #expect(report1.address == nil)
        #expect(report(minutesLater: 6) == nil)
        headers["svix-id"] = "msg_8"
        #expect(report() == nil)
        headers["svix-signature"] = nil
        #expect(report() == nil)
    }

    @Test func `another provider is never believed`() {
        let callback = ProviderCallback(provider: "stripe", target: "/", headers: [:], body: [])
        #expect(reports.report(in: callback, at: now) == nil)
    }

    @Test(arguments: [
        ("queued", DeliveryReport.Status.accepted), ("sending", .accepted), ("sent", .sent), ("delivered", .delivered),
        ("read", .delivered), ("undelivered", .undelivered), ("failed", .undelivered), ("canceled", .undelivered),
    ])
    func `Twilio's words for a status`(word: String, status: DeliveryReport.Status) {
        let report = twilio("MessageSid=SM1&MessageStatus=\(word)")
        #expect(report.status == status)
        #expect(report.messageID == ID(message))
        #expect(report.blocks == nil)
    }

    @Test(arguments: [
        ("30003", nil), ("30004", true), ("30005", true), ("30006", true), ("30007", nil), ("30008", nil),
        ("30036", nil), ("21610", true),
    ])
    func `only an error of the address blocks it`(code: String, blocks: Bool?) {
        let report = twilio("MessageSid=SM1&MessageStatus=failed&ErrorCode=\(code)&To=%2B15005550006")
        #expect(report.blocks == blocks)
        #expect(report.address?.text == (blocks == true ? "+15005550006" : nil))
        #expect(report.reason == (code == "21610" ? "stopped" : code))
    }

    @Test(arguments: [
        ("stop", true), (" STOP ", true), ("CANCEL", true), ("Start", false), ("unstop", false), ("hello", nil),
    ])
    func `an SMS to us may stop or start messages`(words: String, blocks: Bool?) {
        let report = twilio("MessageSid=SM1&SmsStatus=received&From=%2B15005550006&Body=\(percentEncoded(words))")
        #expect(report.blocks == blocks)
        #expect(report.address?.text == (blocks == nil ? nil : "+15005550006"))
        #expect(report.status == nil)
        #expect(report.providerID == nil)
    }

    @Test(arguments: [
        "", "MessageStatus=sent", "MessageSid=../x&MessageStatus=sent", "MessageSid=SM1&MessageStatus=new",
    ])
    func `what is no news of an SMS changes nothing`(form: String) {
        let report = twilio(form)
        #expect(report.status == nil)
        #expect(report.address == nil)
    }

    @Test(
        arguments: [
            (#""email.sent","data":{"#, DeliveryReport.Status.sent, nil, nil),
            (#""email.delivery_delayed","data":{"#, .delayed, nil, nil),
            (#""email.bounced","data":{"bounce":{"type":"Permanent","subType":"NoEmail"},"#, .bounced, true, "bounced"),
            (
                #""email.bounced","data":{"bounce":{"type":"Transient","subType":"MailboxFull"},"#, .undelivered, nil,
                "MailboxFull"
            ),
            (#""email.complained","data":{"#, .complained, true, "complained"),
            (
                #""email.suppressed","data":{"suppressed":{"reason":"previous_complaint"},"#, .complained, true,
                "complained"
            ),
            (#""email.suppressed","data":{"suppressed":{"reason":"previous_bounce"},"#, .bounced, true, "bounced"),
            (
                #""email.failed","data":{"failed":{"reason":"reached_daily_quota"},"#, .undelivered, nil,
                "reached_daily_quota"
            ),
        ] as [(String, DeliveryReport.Status, Bool?, String?)]
    )
    func `Resend's events`(start: String, status: DeliveryReport.Status, blocks: Bool?, reason: String?) {
        let report = resend(#"{"type":"# + start + #""email_id":"e1","to":["Ana@Example.com"]}}"#)
        #expect(report.status == status)
        #expect(report.blocks == blocks)
        #expect(report.address?.text == (blocks == true ? "ana@example.com" : nil))
        #expect(report.reason == reason)
    }

    @Test(arguments: [
        "", "[]", #"{"type":"email.opened","data":{"email_id":"e1"}}"#, #"{"type":"email.sent"}"#, #"{"type":3}"#,
    ])
    func `what is no news of a letter changes nothing`(json: String) {
        let report = resend(json)
        #expect(report.status == nil)
        #expect(report.blocks == nil)
    }

    @Test func `a bounce of a letter to several blocks nobody`() {
        let report = resend(
            #"{"type":"email.bounced","data":{"email_id":"e","to":["a@b.c","d@e.f"],"bounce":{"type":"Permanent"}}}"#
        )
        #expect(report.status == .bounced)
        #expect(report.blocks == nil)
    }
}
