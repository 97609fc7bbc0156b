import Scheduling

/// A row of `bookings`: a column stands here and nowhere else.
extension Booking: Record {
    init(_ column: inout Columns<Booking>) throws {
        self.init(
            id: try column.once("id", \.id),
            brandID: try column.once("brand_id", \.brandID),
            instructorID: try column.once("instructor_id", \.instructorID),
            studentID: try column.once("student_id", \.studentID),
            contact: ContactDetails(
                firstName: try column.once("contact_first_name", \.contact.firstName),
                lastName: try column.once("contact_last_name", \.contact.lastName),
                email: try column.once("contact_email", \.contact.email),
                phone: try column.once("contact_phone", \.contact.phone)
            ),
            madeByGuest: try column.once("made_by_guest", \.madeByGuest),
            status: try column("status", \.status),
            paymentStatus: try column("payment_status", \.paymentStatus),
            paymentReference: try column("payment_reference", \.paymentReference),
            span: TimeSpan(start: try column("start_at", \.span.start), end: try column("end_at", \.span.end)),
            bufferMinutes: try column("buffer_minutes", \.bufferMinutes),
            scheduledAt: try column("scheduled_at", \.scheduledAt),
            studentTimezone: try column.once("student_timezone", \.studentTimezone),
            instructorTimezone: try column("instructor_timezone", \.instructorTimezone),
            promisedDate: try column("promised_date", \.promisedDate),
            promisedTime: try column("promised_minute", \.promisedTime),
            location: try column("location", \.location),
            guestWroteLocation: try column("guest_wrote_location", \.guestWroteLocation),
            notes: try column("notes", \.notes),
            instructorNotes: try column("instructor_notes", \.instructorNotes),
            cancellationReason: try column("cancellation_reason", \.cancellationReason),
            guestWroteReason: try column("guest_wrote_reason", \.guestWroteReason),
            holdExpiresAt: try column("hold_expires_at", \.holdExpiresAt),
            confirmedAt: try column("confirmed_at", \.confirmedAt),
            completedAt: try column("completed_at", \.completedAt),
            cancelledAt: try column("cancelled_at", \.cancelledAt),
            noShowAt: try column("no_show_at", \.noShowAt),
            // An UPDATE has a rule of its own for it, so it is not among the changes.
            reminderSentAt: try column.once("reminder_sent_at", \.reminderSentAt),
            createdAt: try column.once("created_at", \.createdAt),
            updatedAt: try column("updated_at", \.updatedAt),
            revision: try column("revision", \.revision),
            sequence: try column("sequence", \.sequence),
            linkGeneration: try column("link_generation", \.linkGeneration)
        )
    }
}

/// A row of `booking_events`; its id is its place.
extension BookingEvent: Record {
    init(_ column: inout Columns<BookingEvent>) throws {
        self.init(
            brandID: try column("brand_id", \.brandID),
            bookingID: try column("booking_id", \.bookingID),
            kind: try column("kind", \.kind),
            actor: try column("actor", \.actor),
            at: try column("at", \.at),
            from: try column("from_status", \.from),
            to: try column("to_status", \.to),
            reason: try column("reason", \.reason)
        )
    }
}

/// A row of `payments`.
extension Payment: Record {
    init(_ column: inout Columns<Payment>) throws {
        self.init(
            id: try column("id", \.id),
            brandID: try column("brand_id", \.brandID),
            bookingID: try column("booking_id", \.bookingID),
            amountCents: try column("amount_cents", \.amountCents),
            currency: try column("currency", \.currency),
            provider: try column("provider", \.provider),
            providerPaymentID: try column("provider_payment_id", \.providerPaymentID),
            createdAt: try column("created_at", \.createdAt)
        )
    }
}

/// A row whose brand is not part of its value.
struct InBrand<Value: Record>: Record {
    let brandID: ID<Brand>
    let value: Value

    init(_ value: Value, _ brandID: ID<Brand>) {
        (self.brandID, self.value) = (brandID, value)
    }

    init(_ column: inout Columns<InBrand>) throws {
        brandID = try column.once("brand_id", \.brandID)
        value = try column.part(\.value)
    }
}
