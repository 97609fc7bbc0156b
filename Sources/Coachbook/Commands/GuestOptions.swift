import ArgumentParser
import HTTP
import Scheduling

/// What a brand allows to guests, as options; what is left out stays.
struct GuestOptions: ParsableArguments {
    @Option(help: "Upcoming bookings that one e-mail address or phone number may have as a guest.")
    var openBookingsPerGuest: Int?

    @Option(help: "Requests to book that may name one e-mail address or phone number in an hour.")
    var guestRequestsPerHour: Int?

    @Option(help: "Minutes for which a guest's pending booking holds its time at most.")
    var guestHoldMinutes: Int?

    @Option(help: "Country codes to which guests' SMS go, such as 49,1; an empty one is that of the sender's number.")
    var smsCountries: String?

    @Option(help: "SMS of guests' bookings to one number in a day.")
    var guestSMSPerDay: Int?

    @Option(help: "E-mails of guests' bookings to one address in a day.")
    var guestEmailsPerDay: Int?

    @Option(help: "SMS of guests' bookings in an hour, to whomever.")
    var guestSMSPerHour: Int?

    func validate() throws {
        typealias Limits = GuestRules.Limits
        try check(openBookingsPerGuest, Limits.counts, "--open-bookings-per-guest")
        try check(guestRequestsPerHour, Limits.counts, "--guest-requests-per-hour")
        try check(guestHoldMinutes, Limits.holdMinutes, "--guest-hold-minutes")
        try check(guestSMSPerDay, Limits.messages, "--guest-sms-per-day")
        try check(guestEmailsPerDay, Limits.messages, "--guest-emails-per-day")
        try check(guestSMSPerHour, Limits.messages, "--guest-sms-per-hour")
        if let smsCountries, CountryCode.list(smsCountries) == nil {
            throw ValidationError("--sms-countries takes country codes such as 49,1 for Germany and North America.")
        }
    }

    private func check(_ value: Int?, _ range: ClosedRange<Int>, _ name: String) throws {
        guard let value, !range.contains(value) else { return }
        throw ValidationError("\(name) takes \(range.lowerBound) to \(range.upperBound).")
    }

    /// The rules with what is given.
    func applied(to old: GuestRules) -> GuestRules {
        var rules = old
        rules.openBookings = openBookingsPerGuest ?? old.openBookings
        rules.requestsPerHour = guestRequestsPerHour ?? old.requestsPerHour
        rules.holdMinutes = guestHoldMinutes ?? old.holdMinutes
        rules.smsPerDay = guestSMSPerDay ?? old.smsPerDay
        rules.emailsPerDay = guestEmailsPerDay ?? old.emailsPerDay
        rules.smsPerHour = guestSMSPerHour ?? old.smsPerHour
        if let codes = smsCountries.flatMap({ CountryCode.list($0) }) {
            rules.smsCountries = codes.isEmpty ? nil : codes
        }
        return rules
    }
}

extension JSONWriter {
    /// The members that say what guests may.
    mutating func members(of rules: GuestRules) {
        member("openBookingsPerGuest", rules.openBookings)
        member("guestRequestsPerHour", rules.requestsPerHour)
        member("guestHoldMinutes", rules.holdMinutes)
        if let codes = rules.smsCountries {
            array("smsCountries", codes) { $0.string($1) }
        } else {
            member("smsCountries", nil as String?)
        }
        member("guestSmsPerDay", rules.smsPerDay)
        member("guestEmailsPerDay", rules.emailsPerDay)
        member("guestSmsPerHour", rules.smsPerHour)
    }
}
