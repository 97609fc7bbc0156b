import BookingAPI
@testable import FastCGI
import Glibc
import HTTP
import Notifications
import Scheduling
import TestSupport

/// What a text costs that is as long as it may be, at one of the doors: it must grow with the length, and slowly.
///
/// The first line names the door: `body`, `query`, `path`, `header`, `form` or `event`, then a target or a name. The second
/// line is the text's beginning, the third is repeated, the fourth is the end.
@Sendable
func cost(_ input: [UInt8]) {
    let lines = input.split(separator: 10, omittingEmptySubsequences: false)
    guard lines.count >= 3, !lines[2].isEmpty else { return }
    let door = String(decoding: lines[0], as: UTF8.self).split(separator: " ").map(String.init)
    guard let kind = door.first else { return }
    let length = ["body", "form", "event"].contains(kind) ? 65_536 : 8_192
    let (before, unit, after) = (Array(lines[1]), Array(lines[2]), lines.count > 3 ? Array(lines[3]) : [])
    guard before.count + unit.count + after.count <= length else { return }
    var text = before
    while text.count + unit.count + after.count <= length { text += unit }
    text += after
    let ask = question(kind, Array(door.dropFirst()), text)
    // Two measures: the first may have found cold caches.
    let time = min(threadTime(ask), threadTime(ask))
    let limit = (15 + Double(text.count) / 1024) / 1000
    expect(time <= limit, "\(Int(time * 1000)) ms, \(Int(time * 1e9) / text.count) ns a byte")
}

/// What is asked with the text at that door.
private func question(_ kind: String, _ door: [String], _ text: [UInt8]) -> () -> Void {
    let world = FuzzWorld()
    let word = String(decoding: text, as: UTF8.self)
    let named = door.first ?? ""
    let path = door.count > 1 ? door[1] : "/api/bookings"
    var variables: [(name: String, value: String)] = [
        ("REQUEST_METHOD", door.isEmpty ? "GET" : named), ("REQUEST_URI", path), ("HTTP_X_BRAND", "river"),
        ("HTTP_AUTHORIZATION", "Bearer cb_admin_1"), ("CONTENT_TYPE", "application/json"),
    ]
    switch kind {
    case "form", "event": return { _ = reports.report(in: callback(kind, text), at: .fixture) }
    case "query": variables[1].value += "?" + word
    case "path": variables[1].value = "/" + word
    case "header":
        variables[0].value = "POST"
        variables.insert((named == "name" ? "HTTP_" + word : "HTTP_" + named, word), at: 0)
    default: break
    }
    let request = Request(parameters: variables, body: kind == "body" ? text : [])
    return {
        _ = Request(parameters: variables, body: [])
        _ = world.answer(request)
    }
}

private let reports = ProviderReports(
    publicURL: "https://book.example",
    twilioToken: "12345",
    resendSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
)

private func callback(_ kind: String, _ text: [UInt8]) -> ProviderCallback {
    let headers = [
        "x-twilio-signature": "FK2FssaHRr2a1w61RnCL0I+vuQI=", "svix-id": "msg_1", "svix-timestamp": "1795348800",
        "svix-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ]
    let provider = kind == "form" ? "twilio" : "resend"
    return ProviderCallback(provider: provider, target: "/api/hooks/\(provider)", headers: headers, body: text)
}

/// The processor's time that this thread needs for it, in seconds.
private func threadTime(_ body: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    body()
    return now() - start
}
