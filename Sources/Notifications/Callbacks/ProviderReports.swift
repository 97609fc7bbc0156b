package import Scheduling

/// Reads what providers report to us, once they have shown that it is them.
package struct ProviderReports: Sendable {
    /// How many fields a form may have; Twilio's have some thirty.
    private static let mostFields = 300

    private let publicURL: String?
    private let twilioToken: String?
    private let resendSecret: String?

    /// Takes the public URL and the secrets; a provider whose secret is missing is never believed.
    ///
    /// - Parameters:
    ///   - publicURL: scheme and host under which providers reach us, as configured there.
    ///   - twilioToken: the account's auth token, which signs.
    ///   - resendSecret: the webhook's `whsec_…` secret.
    package init(publicURL: String?, twilioToken: String?, resendSecret: String?) {
        self.publicURL = publicURL.map { String($0.reversed().drop { $0 == "/" }.reversed()) }
        self.twilioToken = twilioToken
        self.resendSecret = resendSecret
    }

    /// What a provider reports in a request; nil when the signature is wrong or missing, or nobody can check it.
    package func report(in callback: ProviderCallback, at now: Moment) -> DeliveryReport? {
        switch callback.provider {
        case "twilio": twilio(callback)
        case "resend": resend(callback, at: now)
        default: nil
        }
    }

    /// What may be wrong and costs least is looked at first: anybody can send this.
    private func twilio(_ callback: ProviderCallback) -> DeliveryReport? {
        guard let publicURL, let twilioToken, let signature = callback.headers["x-twilio-signature"],
            TwilioSignature.isWellFormed(signature),
            callback.body.count(where: { $0 == UInt8(ascii: "&") }) < ProviderReports.mostFields
        else { return nil }
        let form = FormFields(callback.body)
        let url = publicURL + callback.target
        guard TwilioSignature.isValid(signature, url: url, form: form, token: twilioToken) else { return nil }
        let query = callback.target.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()
        return TwilioCallback.report(form, reference: FormFields(query).word("n"))
    }

    private func resend(_ callback: ProviderCallback, at now: Moment) -> DeliveryReport? {
        let headers = callback.headers
        guard let resendSecret, let id = headers["svix-id"], let signatures = headers["svix-signature"],
            let timestamp = headers["svix-timestamp"],
            WebhookSignature.isValid(
                signatures,
                id: id,
                timestamp: timestamp,
                body: callback.body,
                secret: resendSecret,
                at: now
            )
        else { return nil }
        return ResendEvent.report(callback.body, eventID: id)
    }
}
