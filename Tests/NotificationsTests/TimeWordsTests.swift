import Notifications
import Scheduling
import TestSupport
import Testing

struct TimeWordsTests {
    @Test(arguments: [
        (Language.english, "Europe/Berlin", "Tue 24 Nov 2026, 10:00 (Europe/Berlin, UTC+01:00)"),
        (.german, "Europe/Berlin", "Di 24.11.2026, 10:00 (Europe/Berlin, UTC+01:00)"),
        (.english, "America/St_Johns", "Tue 24 Nov 2026, 05:30 (America/St_Johns, UTC-03:30)"),
        (.english, "Europe/London", "Tue 24 Nov 2026, 09:00 (Europe/London, UTC+00:00)"),
        (.english, "UTC", "Tue 24 Nov 2026, 09:00 (UTC)"),
        (.german, "Asia/Kathmandu", "Di 24.11.2026, 14:45 (Asia/Kathmandu, UTC+05:45)"),
    ])
    func `a full time names the place and its offset`(language: Language, zone: String, expected: String) throws {
        let zone = try #require(FixtureZones().zone(named: zone))
        #expect(TimeWords(language).full(tuesday, in: zone) == expected)
    }

    @Test(arguments: [
        (Language.english, "Tue 24 Nov 10:00 (UTC+01:00)"), (.german, "Di 24.11. 10:00 (UTC+01:00)"),
    ])
    func `a short time has no year and no place`(language: Language, expected: String) throws {
        let zone = try #require(FixtureZones().zone(named: "Europe/Berlin"))
        #expect(TimeWords(language).short(tuesday, in: zone) == expected)
    }

    @Test func `another language gets numbers`() throws {
        let french = try #require(Language(tag: "fr-CA"))
        #expect(TimeWords(french).full(tuesday, in: .utc) == "2026-11-24, 09:00 (UTC)")
        #expect(TimeWords(french).short(tuesday, in: .utc) == "2026-11-24 09:00 (UTC+00:00)")
    }

    @Test func `the offset is that of the day, not of today`() throws {
        let zone = try #require(FixtureZones().zone(named: "Europe/Berlin"))
        let july = Moment(seconds: 1_784_905_200)
        #expect(TimeWords(.english).full(july, in: zone) == "Fri 24 Jul 2026, 17:00 (Europe/Berlin, UTC+02:00)")
    }

    @Test func `every weekday and month has its own ASCII name`() {
        for language in [Language.english, .german] {
            let texts = (0..<400).map { TimeWords(language).full(tuesday.adding(hours: 24 * $0), in: .utc) }
            #expect(texts.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
            #expect(Set(texts).count == 400)
            #expect(Set(texts.map { $0.prefix(3) }).count >= 7)
        }
    }
}

struct LanguageTests {
    @Test(arguments: [("de", "de"), ("de-AT", "de"), ("DE_de", "de"), ("gsw", "gsw")])
    func `only the language of a tag counts`(tag: String, code: String) {
        #expect(Language(tag: tag)?.code == code)
    }

    @Test func `a brand's setting that is no tag is English`() {
        #expect(Language("de-CH") == .german)
        #expect(Language("?") == .english)
    }

    @Test(arguments: ["", "d", "deutsch", "../x", "d3", "-de"])
    func `what is no tag is refused`(tag: String) {
        #expect(Language(tag: tag) == nil)
    }
}
