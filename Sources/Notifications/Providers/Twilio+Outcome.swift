package import Outbound

extension Twilio {
    private struct Accepted: Decodable {
        let sid: String
    }

    private struct Fault: Decodable {
        let code: Int?
        let message: String?
    }

    /// What an answer to a new message means.
    ///
    /// Twilio's error code decides; the status decides where the code is unknown.
    ///
    /// Source: https://www.twilio.com/docs/api/errors.
    package static func outcome(of answer: OutboundAnswer) -> Outcome {
        if (200..<300).contains(answer.status) {
            return .accepted(providerID: answer.json(Accepted.self)?.sid ?? "")
        }
        let fault = answer.json(Fault.self)
        let code = fault?.code ?? answer.status
        let reason = "Twilio answered \(answer.status), error \(code)" + spoken(fault?.message)
        switch code {
        case 20_429:
            // Twilio promises that such a request was not processed, so it is safe to repeat.
            return .retry(afterSeconds: answer.pauseSeconds ?? 1, reason: reason)
        case 20_003, 21_606, 21_601, 21_401, 30_032, 30_034, 30_450:
            return .misconfigured(reason: reason)
        case 21_211, 21_610, 21_612, 21_614, 21_214, 21_635:
            return .refused(code: "\(code)", reason: reason, addressIsBad: isBadAddress(code))
        case 21_408, 21_608:
            // A setting of our account, but it concerns this recipient only: the country is not enabled, or a trial
            // account does not know the number. The queue need not wait for it.
            return .refused(code: "\(code)", reason: reason, addressIsBad: false)
        default:
            return outcome(ofStatus: answer, code: code, reason: reason)
        }
    }

    private static func outcome(ofStatus answer: OutboundAnswer, code: Int, reason: String) -> Outcome {
        switch answer.status {
        case 429: .retry(afterSeconds: answer.pauseSeconds ?? 1, reason: reason)
        case 300..<400, 401, 403, 404, 405: .misconfigured(reason: reason)
        case 408, 409, 425: .unknown(reason: reason)
        case 400..<500: .refused(code: "\(code)", reason: reason, addressIsBad: false)
        default: .unknown(reason: reason)
        }
    }

    /// Whether no SMS will ever reach the number: it is invalid, not mobile, or its owner sent STOP (21610).
    static func isBadAddress(_ code: Int) -> Bool {
        [21_211, 21_214, 21_610, 21_614, 21_635, 30_004, 30_005, 30_006].contains(code)
    }
}
