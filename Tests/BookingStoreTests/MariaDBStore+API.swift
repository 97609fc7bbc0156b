import BookingAPI
import BookingStore
import HTTP
import Scheduling
import TestSupport
import Testing

extension MariaDBStore {
    /// What the API answers on this store at that moment; a visitor has no token.
    ///
    /// Nothing is sent to anybody.
    func answer(
        _ method: String,
        _ path: String,
        _ body: String? = nil,
        in brand: Brand,
        as token: String?,
        key: String? = nil,
        at now: Moment
    ) throws -> (status: Int, json: JSONValue) {
        var headers = Headers([("X-Brand", brand.slug), ("Content-Type", "application/json")])
        if let token { headers.add("Authorization", "Bearer \(token)") }
        if let key { headers.add("Idempotency-Key", key) }
        let app = App(
            store: self,
            messageSender: FakeMessageSender(),
            zones: FixtureZones(),
            settings: App.Settings(links: .fixture, cronSecret: nil),
            now: { now },
            noteUse: { _, _ in },
            report: { fault, _ in Issue.record(fault) }
        )
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let request = Request(
            id: "r1",
            method: method,
            path: parts[0],
            query: parts.count > 1 ? parts[1] : "",
            headers: headers,
            body: Array((body ?? "").utf8)
        )
        let response = BookingAPI.answer(request, app)
        return (response.status, try JSONValue.parse(response.body))
    }

    /// A new credential of that role.
    func secret(_ role: AccessToken.Role, in brand: Brand, at now: Moment = .fixture) throws -> String {
        let (secret, token) = TokenSecret.make(role, in: brand.id, at: now)
        try add(token)
        return secret
    }
}
