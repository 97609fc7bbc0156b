/// How often something may happen under one name in a brand: a guest's requests, and the messages that they cause.
///
/// What happened lately is counted to the second, so that no turn of an hour or a day doubles a limit.
package struct GuestLimit: Hashable, Sendable {
    /// What is counted.
    package enum Kind: String, CaseIterable, Sendable {
        /// Requests to book that name an address or number.
        case request
        /// E-mails to an address.
        case email
        /// SMS to a number.
        case sms
        /// SMS of the whole brand.
        case brandSMS = "brand_sms"
    }

    /// What is counted.
    package let kind: Kind

    /// Under which name: an e-mail address in lower case, a phone number, or nothing for the whole brand.
    package let name: String

    /// How many at most.
    package let most: Int

    /// In how many seconds.
    package let seconds: Int

    package init(_ kind: Kind, of name: String, most: Int, inHours hours: Int) {
        self.kind = kind
        self.name = name
        self.most = most
        seconds = hours * 3600
    }

    /// Those of the moments, ascending, that still count.
    package func recent(_ moments: [Moment], at now: Moment) -> [Moment] {
        moments.filter { $0.seconds > now.seconds - seconds }
    }

    /// In how many seconds there is room for one more; nil when there is room now.
    ///
    /// - Parameters:
    ///   - moments: when it happened lately, ascending.
    ///   - now: the present moment.
    /// - Returns: the seconds, one or more.
    package func secondsUntilRoom(after moments: [Moment], at now: Moment) -> Int? {
        let recent = recent(moments, at: now)
        guard recent.count >= most else { return nil }
        guard most > 0 else { return seconds }
        return max(1, recent[recent.count - most].seconds + seconds - now.seconds)
    }

    /// The order in which limits are taken, the same for everybody, so that nobody waits for each other.
    package static func inOrder(_ limits: [GuestLimit]) -> [GuestLimit] {
        limits.sorted { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) }
    }
}

/// A limit that has no room.
package struct ReachedLimit: Error, Hashable, Sendable {
    /// Which.
    package let limit: GuestLimit

    /// In how many seconds it has room again.
    package let retryAfterSeconds: Int

    package init(_ limit: GuestLimit, retryAfterSeconds: Int) {
        self.limit = limit
        self.retryAfterSeconds = retryAfterSeconds
    }
}

extension ContactDetails {
    /// The names under which a guest's requests and messages are counted.
    package var limitNames: [String] { [email.lowercased()] + (phone.map { [$0] } ?? []) }

    /// What a request to book as this guest counts against.
    package func requestLimits(_ rules: GuestRules) -> [GuestLimit] {
        limitNames.map { GuestLimit(.request, of: $0, most: rules.requestsPerHour, inHours: 1) }
    }
}
