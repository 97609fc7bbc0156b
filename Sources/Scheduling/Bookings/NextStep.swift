/// What the one who made a booking can do about it next.
package enum NextStep: String, CaseIterable, Sendable {
    /// Wait for staff to confirm it.
    case wait

    /// Confirm it; nothing is to be paid.
    case confirm

    /// Pay for it at the provider's page.
    case checkout

    /// Confirm it and say how it was paid.
    case confirmAndPay = "confirm_and_pay"

    /// What follows for whoever has just booked.
    package init(for actor: Actor, under policy: PaymentPolicy) {
        switch policy {
        case .staff: self = .wait
        case .free: self = .confirm
        case .verified: self = .checkout
        case .trusted: self = actor.isTrustedToPay ? .confirmAndPay : .wait
        }
    }
}

extension Actor {
    /// Whether it is believed under the policy `trusted`: staff and signed-in students are, strangers are not.
    package var isTrustedToPay: Bool { isStaff || studentID != nil }
}
