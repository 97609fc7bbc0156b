import Foundation
import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct ShortMessageTests {
    private let writer: MessageWriter

    init() throws { writer = MessageWriter(templates: try TemplateLibrary(), sender: "bookings@mail.example.com") }

    @Test(arguments: [
        (
            Language.english,
            "River School: reserved Tue 24 Nov 10:00 Berlin time. \(fixtureManageURL) Reply STOP to opt out"
        ),
        (
            .german,
            "River School: vorgemerkt Di 24.11. 10:00 (Berliner Zeit) mit Greta. \(fixtureManageURL) Abmelden: STOP"
        ),
    ])
    func `ordinary names fit one segment, link and all`(language: Language, expected: String) throws {
        let facts = try MessageFacts.fixture(language: language)
        let message = OutboxMessage.about(facts, by: .sms)
        let sms = writer.shortMessage(for: message, facts: facts, at: .fixture)
        #expect(sms.body == expected)
        #expect(SMSText(sms.body).segments == 1)
        #expect(sms.to == "+4915112345678")
        #expect(sms.reference == "\(message.id)")
    }

    @Test func `the way to opt out is told`() throws {
        let facts = try MessageFacts.fixture(manageURL: nil)
        #expect(
            try body(facts)
                == "River School: reserved Tue 24 Nov 10:00 Berlin time with Greta Lindqvist. Reply STOP to opt out"
        )
    }

    @Test(arguments: [
        ("François", "Łukaszewicz-Żółkiewska"), ("Maximiliane-Konstanze", "Freifrau von und zu Hohenstein"),
        ("Nguyễn Thị", "Đào"), ("Greta 👩‍🏫", "Lindqvist"), ("Ana’s", "“Nana” – B."),
        (String(repeating: "x", count: 100), String(repeating: "y", count: 100)), ("Иван", "Петров"),
    ])
    func `long and uncommon names are shortened, the time and the link never`(first: String, last: String) throws {
        for language in [Language.english, .german] {
            for brand in ["River School", "The Very Long Name of a School on a River in the North"] {
                let facts = try MessageFacts.fixture(
                    brand: .fixture(name: brand),
                    language: language,
                    instructor: .fixture(firstName: first, lastName: last)
                )
                for event in OutboxMessage.Event.allCases {
                    let body = try body(facts, event)
                    let sms = SMSText(body)
                    // A name in another script stays where it costs nothing.
                    #expect(sms.segments == 1 && (sms.encoding == .gsm7 || body.contains("Иван")), "\(body)")
                    #expect(
                        body.contains(
                            language == .english
                                ? "Tue 24 Nov 10:00 Berlin time" : "Di 24.11. 10:00 (Berliner Zeit)"
                        )
                    )
                    #expect(event == .cancelled || body.contains(fixtureManageURL))
                    let stop = language == .english ? "Reply STOP to opt out" : "Abmelden: STOP"
                    #expect(body.hasSuffix(stop) == (event == .created))
                    #expect(body.hasPrefix(brand.prefix(12)))
                }
            }
        }
    }

    @Test func `what is needed least goes first, one by one, and the way to opt out never`() throws {
        let place = "the boathouse behind the old mill"
        let directory = FileManager.default.temporaryDirectory.appending(path: "sms-\(ID<Booking>.new())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let template =
            "{{brand}}: {{shortWhen}}{{#location}} at {{location}}{{/location}}"
            + "{{#instructor}} with {{instructor}}{{/instructor}}.{{#manageURL}} {{manageURL}}{{/manageURL}}"
            + "{{#firstMessage}} Reply STOP to opt out{{/firstMessage}}"
        try Data(template.utf8).write(to: directory.appending(path: "created.student.sms.en.mustache"))
        let writer = MessageWriter(templates: try TemplateLibrary(directory: directory.path()), sender: "b@example.com")
        var seen: [[Bool]] = []
        for length in 0...120 {
            let facts = try MessageFacts.fixture(
                brand: .fixture(name: "The River School"),
                manageURL: "https://b.example/" + String(repeating: "x", count: length)
            ) { $0.location = place }
            let message = OutboxMessage.about(facts, by: .sms)
            let body = writer.shortMessage(for: message, facts: facts, at: .fixture).body
            #expect(body.hasSuffix("x Reply STOP to opt out") || length == 0)
            let kept = [place, "Lindqvist", "with Greta", "The River School"].map { body.contains($0) }
            if seen.last != kept { seen.append(kept) }
        }
        let steps = (0...3).map { step in (0...3).map { $0 >= step } }
        // Where nothing helps, nothing is left out.
        #expect(seen == steps + [[true, true, true, true]])
    }

    @Test func `a name goes only when it must`() throws {
        let facts = try MessageFacts.fixture(
            instructor: .fixture(firstName: "Maximiliane", lastName: "von Hohenstein-Lichtenfels")
        )
        #expect(try body(facts, .moved).contains(" with Maximiliane. https://"))
    }

    @Test func `a brand in another script is written in it, in as few segments as can be`() throws {
        let facts = try MessageFacts.fixture(brand: .fixture(name: "Школа на реке"))
        let body = try body(facts)
        #expect(body.hasPrefix("Школа на реке: "))
        #expect(body.contains("Tue 24 Nov 10:00 Berlin time") && body.contains(fixtureManageURL))
        #expect(SMSText(body).segments == 3)
    }

    @Test func `a link that fits no segment still goes out whole`() throws {
        let long = "https://" + String(repeating: "a", count: 150) + ".example/m/1"
        let body = try body(.fixture(manageURL: long))
        #expect(body.contains(long))
        #expect(SMSText(body).segments == 2)
    }

    @Test(arguments: [(-60 * 48, 36_000), (-60, 3600), (5, 1)])
    func `nobody tries for longer than until the session begins`(minutes: Int, seconds: Int) throws {
        let facts = try MessageFacts.fixture()
        let now = tuesday.adding(minutes: minutes)
        let sms = writer.shortMessage(for: .about(facts, .reminder, by: .sms), facts: facts, at: now)
        #expect(sms.validitySeconds == seconds)
    }

    private func body(_ facts: MessageFacts, _ event: OutboxMessage.Event = .created) throws -> String {
        writer.shortMessage(for: .about(facts, event, by: .sms), facts: facts, at: .fixture).body
    }
}
