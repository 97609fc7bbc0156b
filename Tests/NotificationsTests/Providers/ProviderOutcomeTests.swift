import Outbound
import Scheduling
import Testing

@testable import Notifications

/// What each answer means; the tables are Resend's and Twilio's documentation of errors.
struct ProviderOutcomeTests {
    private static let noon = Moment(seconds: 1_767_268_800)  // 2026-01-01T12:00:00Z

    private static func kind(_ outcome: Outcome) -> String {
        switch outcome {
        case .accepted: "accepted"
        case .retry: "retry"
        case .unknown: "unknown"
        case .refused: "refused"
        case .misconfigured: "misconfigured"
        case .overQuota: "overQuota"
        }
    }

    private static func resend(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> Outcome {
        Resend.outcome(of: OutboundAnswer(status: status, headers: headers, body: Array(body.utf8)), at: noon)
    }

    private static func twilio(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> Outcome {
        Twilio.outcome(of: OutboundAnswer(status: status, headers: headers, body: Array(body.utf8)))
    }

    @Test(arguments: [
        (400, "validation_error", "refused"), (400, "invalid_idempotency_key", "refused"),
        (401, "missing_api_key", "misconfigured"), (401, "restricted_api_key", "misconfigured"),
        (403, "invalid_api_key", "misconfigured"), (403, "validation_error", "misconfigured"),
        (403, "suspended_api_key", "misconfigured"), (403, "invalid_permission", "misconfigured"),
        (404, "not_found", "misconfigured"), (405, "method_not_allowed", "misconfigured"),
        (409, "invalid_idempotent_request", "refused"), (409, "concurrent_idempotent_requests", "unknown"),
        (409, "resource_locked", "unknown"), (422, "missing_required_field", "refused"),
        (422, "missing_required_parameter", "refused"), (422, "invalid_parameter", "refused"),
        (422, "invalid_attachment", "refused"), (422, "invalid_from_address", "refused"),
        (422, "invalid_access", "refused"), (422, "invalid_region", "refused"), (422, "validation_error", "refused"),
        (429, "rate_limit_exceeded", "retry"), (429, "daily_quota_exceeded", "overQuota"),
        (429, "monthly_quota_exceeded", "overQuota"), (500, "application_error", "unknown"),
        (500, "internal_server_error", "unknown"), (503, "service_unavailable", "unknown"),
        (400, "new_name", "refused"), (401, "new_name", "misconfigured"), (403, "new_name", "misconfigured"),
        (409, "new_name", "unknown"), (413, "new_name", "refused"), (422, "new_name", "refused"),
        (429, "new_name", "retry"), (502, "new_name", "unknown"), (307, "new_name", "misconfigured"),
    ])
    func `Resend's errors`(status: Int, name: String, expected: String) {
        let outcome = Self.resend(status, #"{"statusCode":\#(status),"name":"\#(name)","message":"x"}"#)
        #expect(Self.kind(outcome) == expected)
    }

    @Test(arguments: [
        (403, "error code: 1010", "misconfigured"), (502, "<html>", "unknown"), (429, "", "retry"),
        (422, "{}", "refused"),
    ])
    func `an answer without a name goes by its status`(status: Int, body: String, expected: String) {
        #expect(Self.kind(Self.resend(status, body)) == expected)
    }

    @Test func `Resend's id is kept, and a taken letter is taken even without one`() {
        #expect(Self.resend(200, #"{"id":"49a3999c"}"#) == .accepted(providerID: "49a3999c"))
        #expect(Self.resend(200, "") == .accepted(providerID: ""))
    }

    @Test(arguments: [
        (["retry-after": "7"], 7), (["ratelimit-remaining": "0", "ratelimit-reset": "3"], 3), ([:], 1),
        (["retry-after": "soon"], 1),
    ])
    func `a rate limit says when to come back`(headers: [String: String], seconds: Int) {
        for outcome in [
            Self.resend(429, #"{"name":"rate_limit_exceeded"}"#, headers),
            Self.twilio(429, #"{"code":20429}"#, headers),
        ] {
            guard case .retry(let after, _) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(after == seconds)
        }
    }

    @Test func `a used up quota waits for the next day in UTC`() {
        guard
            case .overQuota(let seconds, _) = Self.resend(
                429,
                #"{"name":"daily_quota_exceeded"}"#,
                ["retry-after": "9"]
            )
        else {
            Issue.record("not over quota")
            return
        }
        #expect(seconds == 12 * 3_600)
        #expect(secondsToMidnight(from: Moment(seconds: 86_400)) == 86_400)
        #expect(secondsToMidnight(from: Moment(seconds: 86_399)) == 1)
    }

    @Test(arguments: [
        (401, 20_003, "misconfigured"), (429, 20_429, "retry"), (400, 21_211, "refused"), (400, 21_214, "refused"),
        (400, 21_612, "refused"), (400, 21_614, "refused"), (400, 21_635, "refused"), (403, 21_408, "refused"),
        (400, 21_606, "misconfigured"), (400, 21_601, "misconfigured"), (400, 21_401, "misconfigured"),
        (400, 21_608, "refused"), (400, 21_610, "refused"), (400, 21_617, "refused"), (400, 35_115, "refused"),
        (400, 30_034, "misconfigured"), (400, 30_450, "misconfigured"), (400, 99_999, "refused"),
        (404, 20_404, "misconfigured"), (403, 20_005, "misconfigured"), (429, 99_999, "retry"),
        (500, 20_500, "unknown"), (503, 20_503, "unknown"), (308, 0, "misconfigured"),
    ])
    func `Twilio's errors`(status: Int, code: Int, expected: String) {
        #expect(Self.kind(Self.twilio(status, #"{"code":\#(code),"message":"x","status":\#(status)}"#)) == expected)
    }

    @Test(arguments: [
        (21_211, true), (21_214, true), (21_610, true), (21_614, true), (21_635, true), (21_612, false),
        (21_408, false), (21_617, false),
    ])
    func `only some refusals of Twilio are about the number`(code: Int, isBad: Bool) {
        guard case .refused(let given, _, let addressIsBad) = Self.twilio(400, #"{"code":\#(code)}"#) else {
            Issue.record("not refused")
            return
        }
        #expect(given == "\(code)")
        #expect(addressIsBad == isBad)
    }

    @Test func `Resend's word on the recipient is about the address`() {
        let body = #"{"name":"validation_error","message":"Invalid `to` field. The email address is wrong."}"#
        guard case .refused(_, _, let isBad) = Self.resend(422, body) else {
            Issue.record("not refused")
            return
        }
        #expect(isBad)
    }

    @Test(arguments: [
        (250, "accepted"), (421, "retry"), (451, "retry"), (452, "retry"), (535, "misconfigured"),
        (530, "misconfigured"), (550, "refused"), (554, "refused"),
    ])
    func `the mail server's replies`(code: Int, expected: String) {
        #expect(Self.kind(ResendSMTP.outcome(of: MailReply(code: code, text: "words"))) == expected)
    }

    @Test(arguments: [
        "re_123456789abcdefghijklmnopqrstuvwxyz0123", "re_AbCdEfGh_JkLmNoPqRsTuVwXyZabcd", "'re_short'.",
        "key=whsec_MDEyMzQ1Njc4OWFi", "(sk_live_abc)",
    ])
    func `reasons name no address, number or key`(key: String) {
        let words = "Invalid 'To' Phone Number: +4915112345678 of ana@example.com with \(key) require_tls"
        for outcome in [
            Self.resend(422, #"{"name":"validation_error","message":"\#(words)"}"#),
            Self.twilio(400, #"{"code":21211,"message":"\#(words)"}"#),
            ResendSMTP.outcome(of: MailReply(code: 550, text: words)),
        ] {
            let text = "\(outcome)"
            #expect(text.contains("Invalid"))
            #expect(!text.contains("49151") && !text.contains("ana@") && text.contains("require_tls"))
            #expect(!["re_A", "re_1", "re_s", "whsec_", "sk_"].contains { text.contains($0) }, "\(text)")
        }
    }
}
