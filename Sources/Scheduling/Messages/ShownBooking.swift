extension Booking {
    /// The booking with what its reader may be told in the brand's name.
    ///
    /// Anybody can book with a stranger's address. So what a guest wrote goes to staff only, and a name in which a text of
    /// the guest's own could hide is left out.
    package func shown(to recipient: OutboxMessage.Recipient) -> Booking {
        guard recipient == .student, madeByGuest else { return self }
        var shown = self
        shown.notes = nil
        if guestWroteLocation { shown.location = nil }
        if guestWroteReason { shown.cancellationReason = nil }
        if !contact.hasPlainName { shown.contact = contact.withoutName }
        return shown
    }
}

extension MessageSubject {
    /// The subject with what its reader may be told in the brand's name.
    package func shown(to recipient: OutboxMessage.Recipient) -> MessageSubject {
        MessageSubject(
            booking: booking.shown(to: recipient),
            brand: brand,
            instructor: instructor,
            cutoffHours: cutoffHours
        )
    }
}

extension ContactDetails {
    /// Whether the name holds no address, no link and no digit: what mail programs and telephones make a link of.
    package var hasPlainName: Bool {
        let name = "\(firstName) \(lastName)".unicodeScalars.filter { $0.properties.generalCategory != .format }
        var follows = false  // Whether the scalar before is a dot: `J. Doe` is a name, `evil.example` a link.
        for scalar in name {
            if Self.linkMarks.contains(scalar) { return false }
            switch scalar.properties.generalCategory {
            case .decimalNumber, .letterNumber, .otherNumber: return false
            case .spaceSeparator: follows = false
            default:
                if follows { return false }
                follows = Self.dots.contains(scalar)
            }
        }
        return true
    }

    /// The same addresses without a name.
    package var withoutName: ContactDetails {
        ContactDetails(firstName: "", lastName: "", email: email, phone: phone)
    }

    /// `@`, `:`, `/` and `\`, also in their wide, small and look-alike forms.
    private static let linkMarks: Set<Unicode.Scalar> = [
        "@", "\u{FE6B}", "\u{FF20}", ":", "\u{FE55}", "\u{FF1A}", "\u{2236}", "\u{A789}", "/", "\u{FF0F}", "\u{2044}",
        "\u{2215}", "\u{29F8}", "\\", "\u{FF3C}", "\u{FE68}",
    ]

    /// What stands between the labels of a host name (UTS #46 §4), and look-alikes.
    private static let dots: Set<Unicode.Scalar> = [
        ".", "\u{3002}", "\u{FF0E}", "\u{FF61}", "\u{2024}", "\u{FE52}",
    ]
}
