import HTTP
import Scheduling
import TestSupport
import Testing

struct OperationsTests {
    @Test
    func `health needs neither brand nor database`() throws {
        let app = try TestApp()
        app.store.fail(with: Fault(.unavailable, operation: "store.connect", code: 1, detail: ""))
        let response = app.send(Request(id: "r1", method: "GET", path: "/healthz"))
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"status":"ok"}"#)
    }

    @Test
    func `readiness tells the versions of schema and time zones`() throws {
        let response = try TestApp().send(Request(id: "r1", method: "GET", path: "/readyz"))
        #expect(response.status == 200)
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == #"{"status":"ready","database":"ok","schemaVersion":1,"calendarGuard":"ok","tzdataVersion":"2026f"}"#
        )
    }
}
