import Foundation
import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct WebhookSignatureTests {
    private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private let timestamp = "1614265330"
    private let body = Array(#"{"test": 2432232314}"#.utf8)
    private let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    private func isValid(_ signatures: String, timestamp: String = "1614265330", secondsLate: Int = 0) -> Bool {
        WebhookSignature.isValid(
            signatures,
            id: id,
            timestamp: timestamp,
            body: body,
            secret: secret,
            at: Moment(seconds: 1_614_265_330 + secondsLate)
        )
    }

    @Test func `the published examples come out`() {
        #expect(isValid(signature))
        let moment = Moment(seconds: 1_614_265_330)
        #expect(WebhookSignature.sign(id: id, at: moment, body: body, secret: secret) == signature)
        let note =
            #"{"type":"booking.confirmed","timestamp":"2026-01-01T00:00:00Z","data":{"id":"bk_1","note":"café"}}"#
        let signed = WebhookSignature.sign(
            id: "msg_01JBOOKING",
            at: Moment(seconds: 1_767_225_600),
            body: Array(note.utf8),
            secret: secret
        )
        #expect(signed == "v1,LELIJzdxAfAkNJcDOuliZoQdFam81FqsH0AYMb3qHnE=")
    }

    @Test(arguments: [(-301, false), (-300, true), (0, true), (300, true), (301, false)])
    func `a clock may be five minutes off`(secondsLate: Int, expected: Bool) {
        #expect(isValid(signature, secondsLate: secondsLate) == expected)
    }

    @Test func `one right signature among several is enough`() {
        #expect(isValid("v1,AAAA v1a,\(signature.dropFirst(3)) \(signature)"))
        #expect(!isValid("v1a,\(signature.dropFirst(3))"))
        #expect(!isValid(String(repeating: "v1,AAAA ", count: 16) + signature))
    }

    @Test(arguments: [
        "", "v1,", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=",
    ])
    func `another signature is refused`(signatures: String) {
        #expect(!isValid(signatures))
    }

    @Test(arguments: ["", "+1614265330", "1614265330.0", " 1614265330", "99999999999999999999", "-1"])
    func `another timestamp is refused`(timestamp: String) {
        #expect(!isValid(signature, timestamp: timestamp))
    }

    @Test func `a secret that is too short or no base64 never fits`() {
        for secret in ["", "whsec_", "whsec_AAAA", "whsec_!!!!"] {
            #expect(WebhookSignature.sign(id: id, at: Moment(seconds: 0), body: body, secret: secret) == nil)
        }
    }

    @Test(.enabled(if: PythonTools.areInstalled, "\(PythonTools.absence)"))
    func `what Svix and Standard Webhooks sign is accepted, and what we sign they accept`() throws {
        struct Case: Codable {
            let id: String
            let timestamp: String
            let body: String
            var signature: String
            let secret: String
        }
        let now = Moment(seconds: Int(Date().timeIntervalSince1970))
        var ours = ""
        let lines = try PythonTools.run("signatures.py", ["webhooks"])
        #expect(lines.count == 100)
        for line in lines {
            var given = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
            let body = Array(given.body.utf8)
            #expect(
                WebhookSignature.isValid(
                    given.signature,
                    id: given.id,
                    timestamp: given.timestamp,
                    body: body,
                    secret: given.secret,
                    at: now
                )
            )
            let moment = Moment(seconds: try #require(Int(given.timestamp)))
            let signed = WebhookSignature.sign(id: given.id, at: moment, body: body, secret: given.secret)
            given.signature = try #require(signed)
            ours += String(decoding: try JSONEncoder().encode(given), as: UTF8.self) + "\n"
        }
        #expect(try PythonTools.run("signatures.py", ["verify"], file: ours) == ["100"])
    }
}
