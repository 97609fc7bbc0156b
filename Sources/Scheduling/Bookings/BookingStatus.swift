/// Where a booking is in its life: `pending -> confirmed | cancelled`, `confirmed -> completed | cancelled | no_show`.
package enum BookingStatus: String, CaseIterable, Sendable {
    /// Made, holds its time, not paid.
    case pending

    /// Paid, or confirmed without payment.
    case confirmed

    /// The session took place. Final.
    case completed

    /// Called off, or its hold ended. Final.
    case cancelled

    /// The student did not come. Final.
    case noShow = "no_show"

    /// Whether nothing follows it.
    package var isFinal: Bool { self == .completed || self == .cancelled || self == .noShow }

    /// Whether a booking in this state keeps the instructor's time (a pending one only while its hold runs).
    package var keepsTime: Bool { self == .pending || self == .confirmed || self == .completed }

    /// The states that may follow.
    package var successors: Set<BookingStatus> {
        switch self {
        case .pending: [.confirmed, .cancelled]
        case .confirmed: [.completed, .cancelled, .noShow]
        case .completed, .cancelled, .noShow: []
        }
    }
}

/// What is known of the money.
package enum PaymentStatus: String, CaseIterable, Sendable {
    /// Nothing yet.
    case unpaid

    /// A payment is attached.
    case paid

    /// Nothing was to be paid.
    case waived

    /// Given back.
    case refunded

    /// The provider said no.
    case failed
}
