import HTTP
import LocalStack
import TestSupport
import Testing

@testable import coachbook

/// What reaches the server of a demo, and where its files are found.
struct DemoSettingsTests {
    private func values(_ words: [String]) throws -> [String: String] { try DemoSettings(words).values }

    @Test func `settings are read, and the last of a repeated one counts`() throws {
        #expect(try values([]) == [:])
        #expect(try values(["A=1", "B=", "A=x=y"]) == ["A": "x=y", "B": ""])
    }

    @Test func `a name alone takes its value from the environment, where ps does not show it`() throws {
        let lines = ["OTHER=x", "STRIPE_SECRET_KEY=sk_test_1=2", "EMPTY="]
        #expect(
            try DemoSettings(["STRIPE_SECRET_KEY"], inheriting: lines).values == ["STRIPE_SECRET_KEY": "sk_test_1=2"]
        )
        #expect(try DemoSettings(["EMPTY"], inheriting: lines).values == ["EMPTY": ""])
        let error = #expect(throws: SettingsError.self) { try DemoSettings(["NAME"], inheriting: lines) }
        #expect(error?.description == "--set NAME finds no NAME in the environment.")
    }

    @Test(arguments: ["STRIPE_SECRET_KEY=sk_live_1", "STRIPE_SECRET_KEY=rk_live_1"])
    func `a key that takes real money is refused`(word: String) {
        let error = #expect(throws: SettingsError.self) { try DemoSettings([word]) }
        #expect(error?.description.contains("_live_1") == false)
    }

    @Test(arguments: [
        "", "NAME_OF_NOTHING", "=value", "BOOKING_DATABASE_URL=x", "BOOKING_LISTEN=/x", "BOOKING_LISTEN_GROUP=x",
    ])
    func `a word of another form, or a setting of the demo's own, is refused`(word: String) {
        #expect(throws: SettingsError.self) { try DemoSettings([word]) }
    }

    @Test func `a real server's settings never reach a demo`() throws {
        let names = ["BOOKING_STRAY", "RESEND_API_KEY", "TWILIO_AUTH_TOKEN", "STRIPE_KEY", "COACHBOOK_OTHER"]
        let lines = try DemoSettings(["RESEND_API_KEY=set"])
            .environment([.listen: "/s"], inheriting: names.map { "\($0)=real" })
        #expect(lines.filter { $0.hasSuffix("=real") } == ["COACHBOOK_OTHER=real"])
        #expect(lines.contains("RESEND_API_KEY=set"))
        #expect(lines.contains("BOOKING_LISTEN=/s"))
    }

    @Test func `what is set wins over what the demo would set`() throws {
        let lines = try DemoSettings(["BOOKING_PUBLIC_URL=https://set"]).environment([
            .publicURL: "http://own"
        ])
        #expect(lines.filter { $0.hasPrefix("BOOKING_PUBLIC_URL=") } == ["BOOKING_PUBLIC_URL=https://set"])
    }

    @Test func `the files are found in a named directory or above the program`() throws {
        #expect(try Assets(named: Checkout.path).nginx == "\(Checkout.path)/nginx")
        #expect(try Assets(named: nil).sql == "\(Checkout.path)/sql")
        let error = #expect(throws: SettingsError.self) { try Assets(named: "/nowhere") }
        #expect(error?.description == "There are no nginx/ and sql/ in /nowhere.")
    }

    @Test func `demo.json is replaced whole and read again`() throws {
        let place = try TemporaryDirectory()
        let file = DemoFile(path: "\(place.path)/demo.json")
        #expect(file.read() == nil)
        try file.write(Array(#"{"a":"1"}"#.utf8))
        try file.write(Array(#"{"b":["2"]}"#.utf8))
        #expect(file.read()?["a"] == nil)
        #expect(file.read()?["b"] == .array([.string("2")]))
        try file.write(Array("half a".utf8))
        #expect(file.read() == nil)
        #expect(throws: SettingsError.self) { try DemoFile(path: "\(place.path)/none/demo.json").write([]) }
    }
}
