import BookingAPI
import Testing

struct ContactFieldsTests {
    @Test(arguments: [
        ("ada@example.com", "ada@example.com"), ("Ada.Lovelace+x@Example.CO.UK", "Ada.Lovelace+x@example.co.uk"),
        ("!#$%&'*+-/=?^_`{|}~@x.example", "!#$%&'*+-/=?^_`{|}~@x.example"),
        ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
        ("1@2.example", "1@2.example"), (" a@b.example", "a@b.example"), ("\ta@b.example \t", "a@b.example"),
        ("\u{A0}a@b.example\u{2003}", "a@b.example"),
        ("\(String(repeating: "a", count: 64))@b.example", "\(String(repeating: "a", count: 64))@b.example"),
    ])
    func `an address keeps its case before the sign, and loses it behind, with the blanks around`(
        text: String,
        address: String
    ) {
        #expect(mailAddress(text) == address)
    }

    @Test(arguments: [
        "", "@", "a", "a@", "@b.example", "a@b", "a@@b.example", "a@b@c.example", "a b@c.example", " ",
        "a @b.example", "a@ b.example", "a@b.example\r\n", "a@b.example\r\nBcc: c@d.example", ".a@b.example",
        "a.@b.example",
        "a..b@c.example",
        "\"a b\"@c.example", "a@[127.0.0.1]", "a@127.0.0.1", "a@-b.example", "a@b-.example", "a@b..example",
        "a@.example",
        "a@b.example.", "ü@b.example", "a@bücher.example", "a@b_c.example", "a,b@c.example", "a;b@c.example",
        "<a@b.example>",
        "a@b.example\u{0}", "a@b.e\u{301}xample", "\(String(repeating: "a", count: 65))@b.example",
        "a@\(String(repeating: "b", count: 64)).example",
        "a@\(String(repeating: "b.", count: 130))example", "a\u{7F}@b.example", "a(c)@b.example", "a\\@b.example",
    ])
    func `an address that SMTP cannot carry is refused`(text: String) {
        #expect(mailAddress(text) == nil)
    }

    @Test(arguments: ["+4915112345678", "+12025550123", "+1234567", "+123456789012345"])
    func `a number in international form is kept as it is`(text: String) {
        #expect(phoneNumber(text) == text)
    }

    @Test(arguments: [
        "", "+", "015112345678", "4915112345678", "+0151123456", "+123456", "+1234567890123456", "+49 1511234567",
        "+49-151-1234567", "++4915112345678", "+49151123456a", "+٤٩١٥١١٢٣٤٥٦٧", "+4915112345678\n", " +4915112345678",
    ])
    func `any other number is refused`(text: String) {
        #expect(phoneNumber(text) == nil)
    }
}
