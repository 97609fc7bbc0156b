import HTTP
import Scheduling

extension Problem {
    /// The status, code and words of a rule's no; the only place where one becomes the other.
    init(_ refusal: Refusal) {
        switch refusal {
        case .slotUnavailable(let reason):
            self.init(409, "slot_unavailable", reason.sentence)
        case .impossibleLength:
            self = .invalidField("endAt", "A session lasts 15 to 480 minutes in steps of 5.", code: "range")
        case .statusConflict(let status):
            self.init(409, "status_conflict", "The booking is \(status.rawValue), which does not allow this change.")
        case .sessionEnded:
            self.init(409, "status_conflict", "The session has ended; only staff can change it now.")
        case .paymentAlreadyUsed:
            self.init(409, "payment_already_used", "This payment is already attached to another booking.")
        case .paymentNotWanted:
            self = .invalidField("payment", "Nothing is to be paid here; leave payment out.")
        case .paymentRequired:
            self.init(422, "payment_required", "Confirming this booking needs a payment.")
        case .paymentRejected:
            self.init(422, "payment_rejected", "The payment could not be verified with its provider.")
        case .pastCutoff(let hours):
            self.init(
                422,
                "past_cutoff",
                "Sessions can be cancelled or moved until \(hours) hours before they start. Please contact the instructor."
            )
        case .sessionNotStarted:
            self.init(422, "session_not_started", "The session has not started yet.")
        case .notesBeforeSession:
            self.init(422, "notes_before_session", "Instructor notes can be written once the session is over.")
        case .versionConflict:
            self.init(412, "version_conflict", "It has changed since you read it. Read it again and repeat the change.")
        case .idempotencyMismatch:
            self.init(422, "idempotency_mismatch", "This Idempotency-Key was used for a different request.")
        case .idempotencyInProgress:
            self.init(
                409,
                "idempotency_in_progress",
                "The first request with this Idempotency-Key is still running. Ask again in a moment.",
                headers: [("Retry-After", "1")]
            )
        case .notFound:
            self.init(404, "not_found", "There is nothing of this name here.")
        case .forbidden:
            self.init(403, "forbidden", "Your credentials do not allow this.")
        case .guestsNotAllowed:
            self.init(403, "guests_not_allowed", "This brand takes bookings from signed-in students only.")
        case .lengthNotOffered, .tooManyOpen, .rateLimited:
            self = .toGuest(refusal)
        }
    }

    /// What a guest is told who wants more than guests may.
    private static func toGuest(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .lengthNotOffered(let minutes):
            .invalidField("sessionMinutes", "Sessions of \(minutes) minutes can be booked here.", code: "range")
        case .rateLimited(let seconds):
            Problem(
                429,
                "rate_limited",
                "Too many requests have named this e-mail address or phone number. Please try again later.",
                headers: [("Retry-After", "\(seconds)")]
            )
        default:
            Problem(
                422,
                "too_many_open",
                "This e-mail address or phone number has as many open bookings as a guest may have. "
                    + "Cancel one, or wait until one is over."
            )
        }
    }

    /// The answer to broken machinery: 503 while it is away, else 500; never its own words.
    init(fault: any Error) {
        if let fault = fault as? Fault, fault.kind == .unavailable {
            self.init(
                503,
                "unavailable",
                "The service cannot reach its database. Please try again shortly.",
                headers: [("Retry-After", "2")]
            )
        } else {
            self.init(
                500,
                "internal_error",
                "Something went wrong on our side. It has been logged under this request id."
            )
        }
    }

    /// No or bad credentials (401).
    static let unauthorized = Problem(
        401,
        "unauthorized",
        "This needs valid credentials: Authorization: Bearer <token>.",
        headers: [("WWW-Authenticate", "Bearer")]
    )

    /// Neither header nor host names a brand (404).
    static let brandNotFound = Problem(
        404,
        "brand_not_found",
        "No brand of this name. Send the header X-Brand with its slug, or use the brand's own host name."
    )

    /// No route has that path (404).
    static let noSuchPath = Problem(404, "not_found", "There is no such address.")

    /// The path is known, the method is not (405).
    static func methodNotAllowed(_ methods: [String]) -> Problem {
        let allowed = methods.contains("GET") ? methods + ["HEAD"] : methods
        let list = allowed.joined(separator: ", ")
        return Problem(405, "method_not_allowed", "This address takes \(list).", headers: [("Allow", list)])
    }
}

extension SlotReason {
    /// The reason as a sentence to a student.
    fileprivate var sentence: String {
        switch self {
        case .taken: "That time has just been taken."
        case .buffer: "That time is too close to another session."
        case .outsideAvailability: "The instructor does not work at that time."
        case .overrideClosed: "The instructor is away on that date."
        case .tooSoon: "That time is too soon; the instructor needs more notice."
        case .tooFar: "That time is further ahead than bookings are taken."
        case .offGrid: "No session starts at that minute."
        case .dailyLimit: "The instructor takes no more sessions on that date."
        case .inThePast: "That time has passed."
        }
    }
}
