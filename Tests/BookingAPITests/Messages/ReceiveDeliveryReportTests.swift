import HTTP
import Scheduling
import TestSupport
import Testing

struct ReceiveDeliveryReportTests {
    private func callback(
        _ app: TestApp,
        to target: String = "/api/hooks/twilio",
        headers: [(String, String)] = [("X-Twilio-Signature", "s"), ("svix-signature", "v1,s")],
        body: String = "MessageStatus=delivered"
    ) -> Reply {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let request = Request(
            id: "r1",
            method: "POST",
            path: parts[0],
            query: parts.count > 1 ? parts[1] : "",
            headers: Headers(headers + [("Content-Type", "application/x-www-form-urlencoded")]),
            host: "unknown.example",
            remoteAddress: "203.0.113.7",
            body: Array(body.utf8)
        )
        return Reply(app.send(request))
    }

    /// Lets the next callback report about a message.
    private func report(
        _ app: TestApp,
        _ status: DeliveryReport.Status?,
        about message: OutboxMessage?,
        id: String = "1",
        blocks: DeliveryReport.Address? = nil
    ) {
        let report = DeliveryReport(
            provider: "twilio",
            eventID: id,
            providerID: "SM1",
            messageID: message?.id,
            status: status,
            address: blocks,
            blocks: blocks == nil ? nil : true,
            reason: blocks == nil ? nil : "stopped"
        )
        app.messageSender.script { $0.report = report }
    }

    /// A booking's SMS to the student.
    private func sms(_ app: TestApp) throws -> OutboxMessage {
        let body = CreateBookingTests.body(app, CreateBookingTests.forGuest)
        #expect(try app.send("POST /api/bookings", body).status == 201)
        return try #require(app.store.state.messages.first { $0.channel == .sms })
    }

    private func row(_ app: TestApp, _ message: OutboxMessage) throws -> MemoryState.OutboxRow {
        try #require(app.store.state.outbox.first { $0.message.id == message.id })
    }

    @Test
    func `a report is taken without words, and written once`() throws {
        let app = try TestApp()
        let message = try sms(app)
        report(app, .delivered, about: message)
        app.now = app.now.adding(minutes: 1)
        let reply = callback(app)
        #expect(reply.status == 204)
        #expect(reply.response.body.isEmpty)
        #expect(reply.response.header("Cache-Control") == "no-store")
        #expect(try row(app, message).delivery == .delivered)
        #expect(try row(app, message).deliveryAt == app.now)
        let state = app.store.state
        app.now = app.now.adding(minutes: 1)
        #expect(callback(app).status == 204)
        let isKept = app.store.state == state
        #expect(isKept, "the repeat changed something")
    }

    @Test
    func `a report that comes late takes nothing back`() throws {
        let app = try TestApp()
        let message = try sms(app)
        report(app, .delivered, about: message, id: "2")
        #expect(callback(app).status == 204)
        report(app, .sent, about: message, id: "1")
        #expect(callback(app).status == 204)
        #expect(try row(app, message).delivery == .delivered)
    }

    @Test
    func `whoever wants no more messages gets none`() throws {
        let app = try TestApp()
        report(app, nil, about: nil, blocks: .init(channel: .sms, text: "+4915100000001"))
        #expect(callback(app).status == 204)
        let block = try app.store.block(of: "+4915100000001", on: .sms)
        #expect(block == AddressBlock(reason: "stopped", since: app.now))
        #expect(try app.store.block(of: "+4915100000001", on: .email) == nil)
    }

    @Test
    func `a report about a message that nobody knows is taken all the same`() throws {
        let app = try TestApp()
        report(app, .delivered, about: nil)
        #expect(callback(app).status == 204)
        #expect(app.store.state.outbox.isEmpty)
    }

    @Test(arguments: ["/api/hooks/twilio", "/api/hooks/resend"])
    func `a wrong signature is refused`(path: String) throws {
        let app = try TestApp()
        try app.expectRefusal(401, "unauthorized") { callback(app, to: path) }
        #expect(app.messageSender.record.callbacks.count == 1)
    }

    @Test(arguments: [("/api/hooks/twilio", "svix-signature"), ("/api/hooks/resend", "X-Twilio-Signature")])
    func `a request without its provider's signature is not even read`(path: String, other: String) throws {
        let app = try TestApp()
        report(app, .delivered, about: nil)
        for headers in [[], [(other, "s")]] {
            try app.expectRefusal(400, "missing_header") { callback(app, to: path, headers: headers) }
        }
        #expect(app.messageSender.record.callbacks.isEmpty)
    }

    @Test
    func `what the signature covers is handed on to the letter`() throws {
        let app = try TestApp()
        let body = "a=1&b=%20\u{0}ü"
        _ = callback(app, to: "/api/hooks/twilio?n=1&x=%2F", body: body)
        _ = callback(app, to: "/api/hooks/resend", headers: [("Svix-Signature", "v1,s"), ("SVIX-ID", "m1")])
        let callbacks = app.messageSender.record.callbacks
        try #require(callbacks.count == 2)
        #expect(callbacks.map(\.provider) == ["twilio", "resend"])
        #expect(callbacks.map(\.target) == ["/api/hooks/twilio?n=1&x=%2F", "/api/hooks/resend"])
        #expect(callbacks[0].body == Array(body.utf8))
        #expect(callbacks[1].headers["svix-signature"] == "v1,s")
        #expect(callbacks[1].headers["svix-id"] == "m1")
    }

    @Test(arguments: ["/api/hooks", "/api/hooks/", "/api/hooks/stripe", "/api/hooks/twilio/x", "/api/hooks/Twilio"])
    func `there is no other hook`(path: String) throws {
        let app = try TestApp()
        try app.expectRefusal(404, "not_found") { callback(app, to: path) }
    }

    @Test
    func `a report that cannot be written is 503, so that the provider repeats it`() throws {
        let app = try TestApp()
        report(app, .delivered, about: nil)
        app.store.fail(with: Fault(.unavailable, operation: "outbox.take", code: 2002, detail: "secret"))
        let reply = callback(app)
        #expect(reply.status == 503)
        #expect(!reply.text.contains("secret"))
        app.store.fail(with: nil)
        #expect(callback(app).status == 204)
    }
}
