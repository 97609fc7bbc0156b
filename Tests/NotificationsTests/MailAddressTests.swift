import Notifications
import Testing

struct MailAddressTests {
    @Test(arguments: [
        ("bookings@mail.example.com", "", "bookings@mail.example.com"),
        ("River School <bookings@mail.example.com>", "River School", "bookings@mail.example.com"),
        (" \"River, <School>\" <bookings@mail.example.com> ", "River, <School>", "bookings@mail.example.com"),
        ("<b@example.com>", "", "b@example.com"),
    ])
    func `an address is read with and without a name`(text: String, name: String, address: String) {
        #expect(MailAddress(text) == MailAddress(name: name, address: address))
    }

    @Test(arguments: [
        ("River School", "\"River School\" <b@example.com>"), ("", "b@example.com"),
        ("Ana \"A.\" B", "\"Ana \\\"A.\\\" B\" <b@example.com>"), ("a\\", "\"a\\\\\" <b@example.com>"),
        ("x\r\nBcc: all@example.com", "\"x Bcc: all@example.com\" <b@example.com>"),
        ("\"\u{0301}>, <evil@example.com", "\"\\\"\u{0301}>, <evil@example.com\" <b@example.com>"),
    ])
    func `no name gets out of its quotes`(name: String, header: String) {
        #expect(MailAddress(name: name, address: "b@example.com").header == header)
    }
}
