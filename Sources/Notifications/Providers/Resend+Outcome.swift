package import Outbound
package import Scheduling

extension Resend {
    private struct Accepted: Decodable {
        let id: String
    }

    private struct Fault: Decodable {
        let name: String?
        let message: String?
    }

    /// What an answer of the API means.
    ///
    /// The error's name decides; the status decides where the name is unknown.
    ///
    /// Source: https://resend.com/docs/api-reference/errors and resend-rust's src/error.rs.
    package static func outcome(of answer: OutboundAnswer, at now: Moment) -> Outcome {
        if (200..<300).contains(answer.status) {
            return .accepted(providerID: answer.json(Accepted.self)?.id ?? "")
        }
        let fault = answer.json(Fault.self)
        let name = fault?.name ?? ""
        let code = name.isEmpty || name.utf8.count > 64 ? "\(answer.status)" : oneLine(name)
        let reason = "Resend answered \(answer.status) \(name.isEmpty ? "" : code)" + spoken(fault?.message)
        let isAddress = fault?.message?.contains("`to`") ?? false
        switch name {
        case "missing_api_key", "restricted_api_key", "invalid_api_key", "suspended_api_key", "invalid_permission",
            "not_found", "method_not_allowed":
            return .misconfigured(reason: reason)
        case "validation_error" where answer.status == 403:
            return .misconfigured(reason: reason)
        case "validation_error", "invalid_idempotency_key", "invalid_idempotent_request", "missing_required_field",
            "missing_required_parameter", "invalid_parameter", "invalid_attachment", "invalid_from_address",
            "invalid_access", "invalid_region":
            return .refused(code: code, reason: reason, addressIsBad: isAddress)
        case "concurrent_idempotent_requests", "resource_locked":
            // Resend is still working on an earlier attempt, and may yet accept it.
            return .unknown(reason: reason)
        case "rate_limit_exceeded":
            return .retry(afterSeconds: answer.pauseSeconds ?? 1, reason: reason)
        case "daily_quota_exceeded", "monthly_quota_exceeded":
            let wait = max(answer.pauseSeconds ?? 0, secondsToMidnight(from: now))
            return .overQuota(retryAfterSeconds: wait, reason: reason)
        case "application_error", "internal_server_error", "service_unavailable":
            return .unknown(reason: reason)
        default:
            return outcome(ofStatus: answer, code: code, reason: reason, addressIsBad: isAddress)
        }
    }

    private static func outcome(
        ofStatus answer: OutboundAnswer,
        code: String,
        reason: String,
        addressIsBad: Bool
    ) -> Outcome {
        switch answer.status {
        case 429: .retry(afterSeconds: answer.pauseSeconds ?? 1, reason: reason)
        // A redirect means that the base URL is wrong. 403 with "1010" means that the User-Agent is missing.
        case 300..<400, 401, 403, 404, 405: .misconfigured(reason: reason)
        case 408, 409, 425: .unknown(reason: reason)
        case 400..<500: .refused(code: code, reason: reason, addressIsBad: addressIsBad)
        default: .unknown(reason: reason)
        }
    }
}
