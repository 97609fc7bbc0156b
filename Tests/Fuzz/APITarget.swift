import BookingAPI
@testable import FastCGI
@testable import HTTP
import Scheduling
import TestSupport

/// Up to four requests, one after the other, to the whole API over a store in memory.
///
/// A request is written as in HTTP/1.1, without versions; a line `%%` stands between two of them.
@Sendable
func api(_ input: [UInt8]) {
    let world = FuzzedAPI()
    var lines = input.split(separator: 10, omittingEmptySubsequences: false)[...]
    for _ in 0..<4 where !lines.isEmpty {
        let request = lines.prefix { !$0.elementsEqual("%%".utf8) }
        lines = lines.dropFirst(request.count + 1)
        check(world, parse(request))
    }
}

private func parse(_ lines: ArraySlice<ArraySlice<UInt8>>) -> Request {
    let words = (lines.first ?? []).split(separator: 32, maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
    let head = lines.dropFirst().prefix { !$0.isEmpty }
    let body = Array(lines.dropFirst(head.count + 2).joined(separator: [10]))
    var parameters = [(name: "REQUEST_ID", value: "r1"), ("REMOTE_ADDR", "203.0.113.7")]
    parameters += [("REQUEST_METHOD", words.first ?? ""), ("REQUEST_URI", words.dropFirst().first ?? "/")]
    for line in head {
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        let value = line.dropFirst(name.count + 1).drop { $0 == 32 }
        let variable = String(decoding: name, as: UTF8.self).uppercased().replacing("-", with: "_")
        let isContent = variable == "CONTENT_TYPE" || variable == "CONTENT_LENGTH"
        parameters.append(((isContent ? "" : "HTTP_") + variable, String(decoding: value, as: UTF8.self)))
    }
    return Request(parameters: parameters, body: body)
}

private func check(_ world: FuzzedAPI, _ request: Request) {
    let before = world.store.state
    let response = world.answer(request)
    let after = world.store.state
    let text = String(decoding: response.body, as: UTF8.self)
    expect(world.faults.isEmpty, "faults: \(world.faults)")
    expect((200..<500).contains(response.status), "\(response.status): \(text)")
    if response.status >= 400 {
        expect(before == after, "a refusal changes something: \(text)")
        expect(response.header("Content-Type") == "application/problem+json", "a refusal in another form: \(text)")
    }
    if request.method == "GET" || request.method == "HEAD" { expect(before == after, "reading changes something") }
    if response.header("Content-Type")?.hasPrefix("application/") == true {
        guard case .object(let members)? = try? JSONValue.parse(response.body) else { fatalError("no JSON: \(text)") }
        expect(response.status < 400 || members["requestId"] == .string("r1"), "a refusal without id: \(text)")
    }
    expect(!text.contains(FuzzedAPI.elsewhere), "another brand's booking is told: \(text)")
    let isStaff = ["admin", "service", "instructor"].contains {
        request.headers["authorization"]?.contains("cb_\($0)_1") == true
    }
    expect(isStaff || !text.contains(FuzzedAPI.staffOnly), "staff's notes are told: \(text)")
    if response.status == 201 {
        expect(response.header("Location")?.hasPrefix("/api/bookings/") == true, "no Location")
    }
    if response.status == 200, request.path == "/api/bookings",
        let cursor = QueryFields(request.query).text("cursor"), let place = Int(cursor.prefix { $0 != "_" })
    {
        expect((0...253_402_300_799).contains(place), "a place outside the years 1970 to 9999 is taken: \(cursor)")
    }
    checkCalendars(Array(after.bookings.values))
    expect(Set(after.payments.map(\.bookingID)).count == after.payments.count, "a booking is paid twice")
}

/// No two sessions of one instructor overlap or come closer than the earlier one's buffer, and all lie on the grid.
private func checkCalendars(_ bookings: [Booking]) {
    let kept = bookings.filter { $0.status.keepsTime }
    for booking in kept {
        expect(booking.span.start.isOnGrid && booking.span.end.isOnGrid, "\(booking.span) is off the grid")
        expect((15...480).contains(booking.span.minutes), "\(booking.span.minutes) minutes")
        for other in kept where other.id != booking.id && other.instructorID == booking.instructorID {
            guard other.span.start >= booking.span.start else { continue }
            let free = booking.span.end.adding(minutes: booking.bufferMinutes)
            expect(other.span.start >= free, "\(booking.span) and \(other.span) meet")
        }
    }
}
