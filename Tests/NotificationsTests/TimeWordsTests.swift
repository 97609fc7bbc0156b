import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct TimeWordsTests {
    private func zone(_ name: String) throws -> Zone { try #require(FixtureZones().zone(named: name)) }

    private func words(_ moment: String, _ zone: String, _ language: Language = .english) throws -> String {
        let zone = try self.zone(zone)
        return TimeWords(language, for: zone).full(try #require(Moment(rfc3339: moment)), in: zone)
    }

    @Test(arguments: [
        (Language.english, "Europe/Berlin", "Tuesday 24 November 2026, 10:00 Berlin time"),
        (.english, "Europe/London", "Tuesday 24 November 2026, 09:00 London time"),
        (.english, "America/New_York", "Tuesday 24 November 2026, 4:00 am New York time"),
        (.english, "US/Eastern", "Tuesday 24 November 2026, 4:00 am New York time"),
        (.english, "America/St_Johns", "Tuesday 24 November 2026, 5:30 am St. John's time"),
        (.english, "Pacific/Auckland", "Tuesday 24 November 2026, 10:00 pm Auckland time"),
        (.english, "Asia/Calcutta", "Tuesday 24 November 2026, 2:30 pm Kolkata time"),
        (.english, "America/Sao_Paulo", "Tuesday 24 November 2026, 06:00 Sao Paulo time"),
        (.english, "America/Argentina/Buenos_Aires", "Tuesday 24 November 2026, 6:00 am Buenos Aires time"),
        (.english, "GB", "Tuesday 24 November 2026, 09:00 London time"),
        (.english, "UTC", "Tuesday 24 November 2026, 09:00 UTC"),
        (.german, "Europe/Berlin", "Dienstag, 24. November 2026, 10:00 Uhr (Berliner Zeit)"),
        (.german, "America/New_York", "Dienstag, 24. November 2026, 4:00 Uhr (Zeit in New York)"),
        (.german, "Asia/Kathmandu", "Dienstag, 24. November 2026, 14:45 Uhr (Zeit in Kathmandu)"),
        (.german, "Etc/UTC", "Dienstag, 24. November 2026, 9:00 Uhr (UTC)"),
    ])
    func `a time reads as a person there would write it`(language: Language, zone: String, expected: String) throws {
        #expect(try words("2026-11-24T09:00:00Z", zone, language) == expected)
    }

    @Test(arguments: [
        (Language.english, "Europe/Berlin", "Tue 24 Nov 10:00 Berlin time"),
        (.english, "America/New_York", "Tue 24 Nov 4:00 am New York time"),
        (.german, "Europe/Berlin", "Di 24.11. 10:00 (Berliner Zeit)"),
    ])
    func `a short time has no year`(language: Language, zone: String, expected: String) throws {
        let zone = try self.zone(zone)
        #expect(TimeWords(language, for: zone).short(tuesday, in: zone) == expected)
    }

    @Test(arguments: [
        ("2026-11-24T05:00:00Z", "12:00 am"), ("2026-11-24T05:05:00Z", "12:05 am"), ("2026-11-24T06:00:00Z", "1:00 am"),
        ("2026-11-24T17:00:00Z", "12:00 pm"), ("2026-11-24T18:30:00Z", "1:30 pm"), ("2026-11-24T04:59:00Z", "11:59 pm"),
    ])
    func `hours run from 1 to 12, and 12 comes first`(moment: String, expected: String) throws {
        #expect(try words(moment, "America/New_York").hasSuffix(", \(expected) New York time"))
    }

    @Test func `the reader decides how hours are counted, whose clock it ever is`() throws {
        let (berlin, newYork) = try (zone("Europe/Berlin"), zone("America/New_York"))
        #expect(TimeWords(.english, for: newYork).short(tuesday, in: berlin) == "Tue 24 Nov 10:00 am Berlin time")
        #expect(TimeWords(.english, for: berlin).short(tuesday, in: newYork) == "Tue 24 Nov 04:00 New York time")
        #expect(TimeWords(.german, for: newYork).short(tuesday, in: newYork) == "Di 24.11. 4:00 (Zeit in New York)")
    }

    @Test(arguments: [
        ("2026-11-01T05:30:00Z", "America/New_York", "1:30 am New York time (UTC-04:00)"),
        ("2026-11-01T06:30:00Z", "America/New_York", "1:30 am New York time (UTC-05:00)"),
        ("2026-11-01T04:30:00Z", "America/New_York", "12:30 am New York time"),
        ("2026-11-01T07:00:00Z", "America/New_York", "2:00 am New York time"),
        ("2026-03-08T07:00:00Z", "America/New_York", "3:00 am New York time"),
        ("2026-10-25T00:30:00Z", "Europe/London", "01:30 London time (UTC+01:00)"),
        ("2026-10-25T01:30:00Z", "Europe/London", "01:30 London time (UTC+00:00)"),
        ("2026-04-04T14:45:00Z", "Australia/Lord_Howe", "1:45 am Lord Howe time (UTC+11:00)"),
        ("2026-10-24T23:30:00Z", "Antarctica/Troll", "01:30 Troll time (UTC+02:00)"),
        ("2026-10-25T02:30:00Z", "Antarctica/Troll", "02:30 Troll time (UTC+00:00)"),
    ])
    func `the offset is told only where a clock shows a time twice`(
        moment: String,
        zone: String,
        expected: String
    ) throws {
        #expect(try words(moment, zone).hasSuffix(", \(expected)"))
    }

    @Test func `the offset tells two zones of one name apart`() throws {
        let (phoenix, newYork) = try (zone("America/Phoenix"), zone("America/New_York"))
        let words = TimeWords(.english, for: newYork)
        #expect(words.full(tuesday, in: newYork, beside: phoenix).hasSuffix("New York time"))
        let bytes = try #require(FixtureZones().bytes(named: "Asia/Tokyo"))
        let other = try #require(Zone(name: "Asia/New_York", tzif: bytes))
        #expect(words.full(tuesday, in: newYork, beside: other).hasSuffix("4:00 am New York time (UTC-05:00)"))
    }

    @Test func `another language gets numbers`() throws {
        let french = TimeWords(try #require(Language(tag: "fr-CA")), for: try zone("America/New_York"))
        #expect(french.full(tuesday, in: .utc) == "2026-11-24, 09:00 (UTC)")
        #expect(french.short(tuesday, in: try zone("Europe/Berlin")) == "2026-11-24 10:00 (Berlin)")
    }

    @Test func `every day of a year reads differently, in letters of the GSM alphabet`() {
        for language in [Language.english, .german] {
            let texts = (0..<400).map {
                TimeWords(language, for: .utc).full(tuesday.adding(hours: 24 * $0), in: .utc)
            }
            #expect(texts.allSatisfy { GSM7.septets(of: $0) != nil })
            #expect(Set(texts).count == 400)
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
