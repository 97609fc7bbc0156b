import Notifications

extension ProviderSettings {
    /// Reads the values under the names that the operator knows them by.
    init(environment: [String: String]) {
        self.init { value in
            let name =
                switch value {
                case .sender: "RESEND_FROM_EMAIL"
                case .resendURL: "RESEND_BASE_URL"
                case .resendKey: "RESEND_API_KEY"
                case .resendSMTPURL: "RESEND_SMTP_URL"
                case .resendSMTPKey: "RESEND_SMTP_KEY"
                case .twilioURL: "TWILIO_BASE_URL"
                case .twilioAccount: "TWILIO_ACCOUNT_SID"
                case .twilioToken: "TWILIO_AUTH_TOKEN"
                case .twilioNumber: "TWILIO_FROM_NUMBER"
                case .publicURL: "BOOKING_PUBLIC_URL"
                case .authorities: "BOOKING_CA_FILE"
                }
            return (name, environment[name])
        }
    }
}
