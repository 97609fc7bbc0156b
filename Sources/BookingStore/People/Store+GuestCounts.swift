package import Scheduling

extension MariaDBStore {
    package func count(against limits: [GuestLimit], in brandID: ID<Brand>, at now: Moment) throws -> ReachedLimit? {
        if limits.isEmpty { return nil }
        return try transaction { connection in
            do {
                try connection.count(against: limits, in: brandID, at: now)
                return nil
            } catch let reached as ReachedLimit {
                return reached
            }
        }
    }
}

extension Connection {
    /// Counts something against limits, all of them or none.
    ///
    /// The rows stay this transaction's until it ends. They are taken in one order, so that no two transactions wait for each
    /// other, and without a read before, so that what is read of them is the newest.
    ///
    /// - Throws: `ReachedLimit` for one that has no room; `Fault`.
    func count(against limits: [GuestLimit], in brandID: ID<Brand>, at now: Moment) throws {
        var counted: [(limit: GuestLimit, moments: [Moment])] = []
        for limit in GuestLimit.inOrder(limits) {
            let place: [Parameter] = [.id(brandID), .text(limit.kind.rawValue), .text(limit.name)]
            try execute(.takeCount, place + [.moment(now)])
            let recent = try query(.recentCount, place) { try $0.text() }.first ?? ""
            let moments = recent.split(separator: " ").compactMap { Int($0).map { Moment(seconds: $0) } }
            if let seconds = limit.secondsUntilRoom(after: moments, at: now) {
                throw ReachedLimit(limit, retryAfterSeconds: seconds)
            }
            counted.append((limit, limit.recent(moments, at: now) + [now]))
        }
        for (limit, moments) in counted {
            let recent = moments.map { String($0.seconds) }.joined(separator: " ")
            try execute(
                .writeCount,
                [.text(recent), .moment(now), .id(brandID), .text(limit.kind.rawValue), .text(limit.name)]
            )
        }
    }
}

extension SQL {
    /// The row's lock is what it is about, whether the row was there or not.
    fileprivate static let takeCount: SQL = """
        INSERT INTO guest_counts (brand_id, kind, name, recent, last_at) VALUES (?, ?, ?, '', ?)
        ON DUPLICATE KEY UPDATE kind = kind
        """
    fileprivate static let recentCount: SQL = """
        SELECT recent FROM guest_counts WHERE brand_id = ? AND kind = ? AND name = ?
        """
    fileprivate static let writeCount: SQL = """
        UPDATE guest_counts SET recent = ?, last_at = ? WHERE brand_id = ? AND kind = ? AND name = ?
        """
}
