import FastCGI
import Testing

/// How `BOOKING_LISTEN` is read.
struct ListenAddressTests {
    @Test(arguments: [
        ("/run/coachbook/coachbook.sock", ListenAddress.unix(path: "/run/coachbook/coachbook.sock")),
        ("/with:colon", .unix(path: "/with:colon")),
        ("127.0.0.1:9000", .tcp(host: "127.0.0.1", port: 9000)),
        ("[::1]:9000", .tcp(host: "::1", port: 9000)),
        ("db.internal:1", .tcp(host: "db.internal", port: 1)),
        ("fd:0", .inherited(descriptor: 0)),
        ("fd:3", .inherited(descriptor: 3)),
    ])
    func `an address is read and written`(text: String, address: ListenAddress) {
        #expect(ListenAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", "relative.sock", ":9000", "host", "host:", "host:0", "host:65536", "host:-1", "fd:-1", "fd:x",
    ])
    func `anything else is refused`(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
