/// What a brand allows to people who book without signing in.
package struct GuestRules: Hashable, Sendable {
    /// How many upcoming bookings made as a guest one e-mail address or phone number may have in the brand.
    package var openBookings = 3

    /// How many requests to book in an hour may name one e-mail address or phone number.
    package var requestsPerHour = 10

    /// How long a guest's pending booking holds its time at most; the brand's own hold counts where it is shorter.
    package var holdMinutes = 4320

    /// The country codes, such as `49`, to whose numbers guests' SMS go; nil is that of the sender's own number.
    package var smsCountries: [String]?

    /// How many SMS of guests' bookings go to one number in a day.
    package var smsPerDay = 5

    /// How many e-mails of guests' bookings go to one address in a day.
    package var emailsPerDay = 10

    /// How many SMS of guests' bookings the brand sends in an hour.
    package var smsPerHour = 60

    /// What holds where a brand has set nothing.
    package static let standard = GuestRules()

    /// What each of them may be.
    package enum Limits {
        /// Bookings, and requests.
        package static let counts = 1...100
        /// Messages to one address; 0 is none.
        package static let messages = 0...1000
        /// The hold, in minutes: 30 days at most.
        package static let holdMinutes = 1...43_200
    }

    /// The brand's defaults.
    package init() {}
}

/// The country code (ITU-T E.164) with which a phone number in international form begins.
///
/// Those of one and two digits are listed; all others have three.
package enum CountryCode {
    private static let short: Set<String> = [
        "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
        "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82",
        "84",
        "86", "90", "91", "92", "93", "94", "95", "98",
    ]

    /// The code without its plus sign; nil for a word, a short code or a messaging service.
    package static func of(_ number: String) -> String? {
        guard number.first == "+", number.utf8.count > 7 else { return nil }
        let digits = number.dropFirst()
        for length in 1...2 where short.contains(String(digits.prefix(length))) { return String(digits.prefix(length)) }
        return String(digits.prefix(3))
    }

    /// The codes in a text such as `49,+1`; nil when one of them is none.
    package static func list(_ text: String) -> [String]? {
        var codes: [String] = []
        for part in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
            let code = part.first == "+" ? part.dropFirst() : part
            guard CountryCode.of("+\(code)00000000") == String(code) else { return nil }
            if !codes.contains(String(code)) { codes.append(String(code)) }
        }
        return codes
    }
}
