import HTTP
import Scheduling
import TestSupport
import Testing

// How the two brands of a chronicle live: one request after the other.

extension Chronicle {
    func id(_ name: String) throws -> String { try #require(ids[name]) }

    /// A moment of the day that many days after the fixture's.
    func day(_ days: Int, _ time: String) -> String {
        "\(LocalDate(dayNumber: Moment.fixture.seconds / 86_400 + days))T\(time):00Z"
    }

    func book(_ name: String, _ days: Int, _ time: String) throws {
        try book(name, days, time, of: greta, in: river, as: secrets[river.id])
    }

    func book(_ name: String, _ days: Int, _ time: String, as token: String) throws {
        try book(name, days, time, of: greta, in: river, as: token)
    }

    func book(
        _ name: String,
        _ days: Int,
        _ time: String,
        of instructor: Instructor? = nil,
        in brand: Brand
    ) throws {
        try book(name, days, time, of: instructor ?? greta, in: brand, as: secrets[brand.id])
    }

    /// Books an hour under an idempotency key; a token other than the studentToken's books for a guest of that name.
    func book(
        _ name: String,
        _ days: Int,
        _ time: String,
        of instructor: Instructor,
        in brand: Brand,
        as token: String?
    ) throws {
        let phone = ids.count.isMultiple(of: 2) ? #","phone":"+4915112345678""# : ""
        let guest = #","student":{"firstName":"Gil","lastName":"Guest","email":"\#(name)@guests.example"\#(phone)}"#
        let body = #"""
            {"instructorId":"\#(instructor.id)","startAt":"\#(day(days, time))","sessionMinutes":60,
             "studentTimezone":"America/New_York"\#(token == studentToken ? "" : guest)}
            """#
        let made = try send("POST", "/api/bookings", body, in: brand, as: token, key: name)
        let id: String = try #require(made["booking"]["id"].text)
        ids[name] = id
    }

    func pay(_ name: String, and more: String = "") throws {
        let payment = #"{"amountCents":9000,"currency":"EUR","provider":"stripe","providerPaymentId":"pi_\#(name)"}"#
        try change(name, #"{"status":"confirmed",\#(more)"payment":\#(payment)}"#)
    }

    func change(_ name: String, _ body: String, in brand: Brand? = nil) throws {
        _ = try send("PATCH", "/api/bookings/\(id(name))", body, in: brand ?? river)
    }

    func send(_ method: String, _ path: String, _ body: String?, in brand: Brand) throws -> JSONValue {
        try send(method, path, body, in: brand, as: secrets[brand.id], key: nil)
    }

    /// Sends a request that must succeed; nobody's without a token.
    func send(
        _ method: String,
        _ path: String,
        _ body: String?,
        in brand: Brand,
        as token: String?,
        key: String?
    ) throws -> JSONValue {
        let answer = try store.answer(method, path, body, in: brand, as: token, key: key, at: now)
        try #require(answer.status < 300, "\(path): \(answer.json)")
        return answer.json
    }
}
