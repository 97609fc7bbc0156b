import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// What providers report after they took a message, through nginx, signed by a program that is not ours.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct HookTests {
    /// The key of the webhook: the 24 bytes `0123456789abcdefghijklmn`.
    private static let secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u"
    private static let secretHexadecimal = "303132333435363738396162636465666768696a6b6c6d6e"

    private static let providers = Result { try FakeProviders() }
    private static let reported = Result {
        try Stack(
            .init(limitsLoopback: true, environment: try providers.get().settings + ["RESEND_WEBHOOK_SECRET=\(secret)"])
        )
    }

    private let world: World<Stack>
    private let phone: String
    private let email: String

    init() throws {
        world = try World(in: Self.reported.get())
        let number = Int.random(in: 1_000_000...9_999_999)
        (phone, email) = ("+49151\(number)", "g\(number)@guests.example")
    }

    /// Books for a guest with a phone; answers the booking's id.
    private func book(_ start: String) throws -> String {
        let guest = #","student":{"firstName":"Gil","lastName":"Gast","email":"\#(email)","phone":"\#(phone)"}}"#
        let made = try world.send(
            "POST",
            "/api/bookings",
            as: world.admin,
            json: world.request(start).dropLast() + guest
        )
        #expect(made.json["notifications"]["emailSent"] == .bool(true), "\(made.text)")
        #expect(made.json["notifications"]["smsSent"] == .bool(true))
        #expect(made.json["notifications"]["warnings"] == .array([]))
        return try #require(made.json["booking"]["id"].text)
    }

    /// What staff see of the message to the student on that channel.
    private func message(_ channel: String, of booking: String) throws -> JSONValue {
        let shown = try world.send("GET", "/api/bookings/\(booking)/messages", as: world.admin)
        return try #require(
            shown.json["messages"].elements.first {
                $0["channel"].text == channel && $0["recipient"].text == "student"
            }
        )
    }

    private func twilio(_ target: String, _ form: [(String, String)], signature: String? = nil) throws -> HTTPAnswer {
        let url = "http://127.0.0.1:\(world.stack.client.port)\(target)"
        let signed = url + form.sorted { $0.0 < $1.0 }.map { $0.0 + $0.1 }.joined()
        let key = "hexkey:" + FakeProviders.authToken.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let body = form.map { "\($0.0)=\($0.1.replacing("+", with: "%2B"))" }.joined(separator: "&")
        return try world.stack.client.send(
            "POST",
            target,
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
                ("X-Twilio-Signature", try signature ?? openssl("sha1", key, signed)),
            ],
            body: Array(body.utf8)
        )
    }

    private func resend(_ id: String, _ json: String, age: Int = 0, signature: String? = nil) throws -> HTTPAnswer {
        let timestamp = Moment.now.seconds - age
        let code = try openssl("sha256", "hexkey:\(Self.secretHexadecimal)", "\(id).\(timestamp).\(json)")
        let headers = [
            ("svix-id", id), ("svix-timestamp", "\(timestamp)"), ("svix-signature", signature ?? "v1,\(code)"),
        ]
        return try world.stack.client.send("POST", "/api/hooks/resend", headers: headers, json: json)
    }

    @Test func `an SMS's way is shown to staff, in whichever order and however often it is reported`() throws {
        let booking = try book(day(5, at: "10:00"))
        let sms = try message("sms", of: booking)
        #expect(sms["state"].text == "sent")
        #expect(sms["delivery"] == .null)
        let target = "/api/hooks/twilio?n=\(try #require(sms["id"].text))"
        let id = try #require(Self.providers.get().deliveries(to: phone).first?.providerID)
        func report(_ status: String) throws -> Int {
            let form = [("MessageSid", id), ("MessageStatus", status), ("To", phone), ("AccountSid", "AC0")]
            return try twilio(target, form).status
        }
        #expect(try report("delivered") == 204)
        #expect(try report("delivered") == 204)
        #expect(try report("sent") == 204)
        #expect(try message("sms", of: booking)["delivery"].text == "delivered")
        #expect(try message("sms", of: booking)["deliveryAt"].text != nil)
    }

    @Test func `nobody is told anything after STOP, until START`() throws {
        let booking = try book(day(6, at: "10:00"))
        func say(_ word: String, id: String) throws -> Int {
            let form = [("MessageSid", id), ("From", phone), ("Body", word), ("SmsStatus", "received")]
            return try twilio("/api/hooks/twilio", form).status
        }
        #expect(try say("STOP", id: "SM1\(phone.dropFirst())") == 204)
        let cancelled = try world.change(booking, #"{"status":"cancelled"}"#, as: world.admin)
        let notices = cancelled.json["notifications"]
        #expect(notices["smsSent"] == .bool(false))
        #expect(notices["warnings"].elements.map(\.text) == ["SMS to the student not sent: address stopped."])
        #expect(try Self.providers.get().deliveries(to: phone).count == 1)
        #expect(try say("START", id: "SM2\(phone.dropFirst())") == 204)
        _ = try book(day(7, at: "10:00"))
        #expect(try Self.providers.get().deliveries(to: phone).count == 2)
    }

    @Test func `a permanent bounce stops e-mail to that address, and staff see it`() throws {
        let booking = try book(day(8, at: "10:00"))
        let id = try #require(Self.providers.get().deliveries(to: email).first?.providerID)
        let event =
            #"{"type":"email.bounced","data":{"email_id":"\#(id)","to":["\#(email)"],"#
            + #""bounce":{"type":"Permanent","subType":"General"}}}"#
        #expect(try resend("msg_\(id)", event).status == 204)
        #expect(try resend("msg_\(id)", event).status == 204)
        #expect(try message("email", of: booking)["delivery"].text == "bounced")
        let cancelled = try world.change(booking, #"{"status":"cancelled"}"#, as: world.admin)
        #expect(cancelled.json["notifications"]["emailSent"] == .bool(false))
        #expect(
            cancelled.json["notifications"]["warnings"].elements.map(\.text)
                == ["E-mail to the student not sent: address bounced."]
        )
    }

    @Test func `what is not signed, or signed long ago, is not believed`() throws {
        let booking = try book(day(9, at: "10:00"))
        let id = try #require(Self.providers.get().deliveries(to: email).first?.providerID)
        let event = #"{"type":"email.complained","data":{"email_id":"\#(id)","to":["\#(email)"]}}"#
        for answer in [
            try resend("msg_1", event, signature: "v1,AAAA"), try resend("msg_1", event, age: 301),
            try twilio("/api/hooks/twilio", [("From", phone), ("Body", "STOP")], signature: "AAAA"),
        ] {
            #expect(answer.status == 401 && answer.code == "unauthorized", "\(answer.text)")
        }
        let bare = try world.stack.client.send("POST", "/api/hooks/resend", json: event)
        #expect(bare.status == 400 && bare.code == "missing_header")
        #expect(try message("email", of: booking)["delivery"] == .null)
        #expect(try world.stack.sql.number("SELECT COUNT(*) FROM booking_events WHERE booking_id = '\(booking)'") == 1)
    }

    @Test func `reports come in bursts and are not slowed down, guessed signatures are`() throws {
        let id = "SM9\(phone.dropFirst())"
        for number in 1...60 {
            let form = [("MessageSid", "\(id)\(number)"), ("MessageStatus", "delivered")]
            #expect(try twilio("/api/hooks/twilio", form).status == 204)
        }
        let guesses = try (1...40).map { _ in
            try twilio("/api/hooks/twilio", [("Body", "STOP")], signature: "AAAA").status
        }
        #expect(guesses.allSatisfy { $0 == 401 || $0 == 429 })
        #expect(guesses.last == 429)
    }
}

/// The HMAC of a text in base64.
private func openssl(_ digest: String, _ key: String, _ text: String) throws -> String {
    let script = "printf %s \"$1\" | openssl dgst -\(digest) -mac HMAC -macopt \(key) -binary | base64"
    let answer = try Program.run("sh", ["-c", script, "sh", text])
    guard answer.exitCode == 0 else { throw LocalStackError(answer.output) }
    return answer.output.filter { !$0.isWhitespace }
}
