import Foundation
import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct ShippedTemplatesTests {
    private let writer: MessageWriter

    private let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/Notifications/Templates")

    init() throws { writer = MessageWriter(templates: try TemplateLibrary(), sender: "bookings@mail.example.com") }

    @Test func `every file is in the binary under its name`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path())
        #expect(Set(files) == Set(shippedTemplates.keys.map { "\($0).mustache" } + ["README.md"]))
        for (name, bytes) in shippedTemplates {
            #expect(try Data(contentsOf: directory.appending(path: "\(name).mustache")) == Data(bytes), "\(name)")
        }
    }

    @Test func `the guide beside them explains every name that a template may use, and no other`() throws {
        let guide = try String(contentsOf: directory.appending(path: "README.md"), encoding: .utf8)
        let rows = guide.matches(of: /(?m)^\| `([^|]+)` \|/).flatMap { $0.output.1.split(separator: "`, `") }
        #expect(Set(rows.map(String.init)) == MessageWords.names)
    }

    @Test(arguments: [Language.english, .german])
    func `every message that is ever sent has its words`(language: Language) {
        for event in OutboxMessage.Event.allCases {
            var names = OutboxMessage.Recipient.allCases.flatMap { recipient in
                [TemplateName.Form.email, .html].map { TemplateName(event, recipient, $0, language) }
            }
            names.append(TemplateName(event, .student, .sms, language))
            for name in names { #expect(shippedTemplates[name.text] != nil, "\(name.text)") }
        }
    }

    @Test func `the two languages use the same names in the same files`() {
        for (name, bytes) in shippedTemplates where name.hasSuffix(".en") {
            let german = shippedTemplates[name.dropLast(2) + "de"] ?? []
            // Greetings differ: German greets by the full name.
            let greeting: Set = ["readerFirst", "student", "instructor"]
            #expect(names(in: bytes).subtracting(greeting) == names(in: german).subtracting(greeting), "\(name)")
        }
    }

    @Test(arguments: everyLetter)
    func `hostile words stay words`(
        event: OutboxMessage.Event,
        recipient: OutboxMessage.Recipient,
        language: Language
    ) throws {
        let facts = try MessageFacts.hostile(language: language)
        let letter = writer.letter(for: .about(facts, event, to: recipient), facts: facts)
        let controls = CharacterSet.controlCharacters.subtracting(CharacterSet(charactersIn: "\n\u{200D}"))
        for text in [letter.text, letter.html] {
            #expect(text.rangeOfCharacter(from: controls) == nil)
            #expect(!text.contains("{{\(event)") && !text.contains("\u{202E}"))
        }
        #expect(letter.subject.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
        #expect(letter.subject.count <= 200)
        #expect(letter.from.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        #expect(letter.from.hasSuffix("\" <bookings@mail.example.com>"))
        #expect(!letter.text.contains("\nBcc:") && !letter.text.contains("\nSubject:"))
        let html = letter.html.lowercased()
        for sign in ["<script", "<img", "<b>", "</td><img", "href=\"javascript", " onclick=\"", "evil.example\""] {
            #expect(!html.contains(sign), "\(sign)")
        }
        #expect(tags(in: html).isSubset(of: shippedTags))
    }

    @Test(arguments: everyLetter)
    func `text and HTML say the same`(
        event: OutboxMessage.Event,
        recipient: OutboxMessage.Recipient,
        language: Language
    ) throws {
        let facts = try MessageFacts.fixture(
            language: language,
            studentZone: "America/New_York",
            previousStart: event == .moved || event == .zoneMoved ? tuesday.adding(hours: -24) : nil
        ) {
            $0.location = "https://meet.example.com/x"
            $0.notes = "I row\nsince May"
            $0.cancellationReason = event == .cancelled ? "Storm" : nil
        }
        let letter = writer.letter(for: .about(facts, event, to: recipient), facts: facts)
        let words = MessageWords(.about(facts, event, to: recipient), facts).values
        for name in [
            "when", "otherWhen", "previousWhen", "location", "minutes", "other", "manageURL", "reason", "studentEmail",
            "promised", "promisedZone", "whenUTC", "previousUTC", "rightWhen",
        ] {
            guard let value = words[name] else { continue }
            #expect(letter.html.contains(value) == letter.text.contains(value), "\(name)")
        }
        #expect(letter.text.contains("I row") == (recipient == .instructor))
        #expect(letter.html.contains("I row\nsince May") == (recipient == .instructor))
        for text in [letter.subject, letter.text, letter.html] {
            #expect(!text.contains("{{") && !text.contains("}}") && !text.contains("  -"))
        }
    }

    @Test(arguments: everyLetter)
    func `nobody is told to answer with a word that ends all messages`(
        event: OutboxMessage.Event,
        recipient: OutboxMessage.Recipient,
        language: Language
    ) throws {
        guard recipient == .student else { return }
        let facts = try MessageFacts.fixture(language: language, manageURL: nil)
        let body = writer.shortMessage(for: .about(facts, event, by: .sms), facts: facts, at: .fixture).body
        let stops = ["STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]
        let words = body.split { !$0.isLetter }
        #expect(words.allSatisfy { !stops.contains(String($0)) })
        #expect(words.contains("STOP") == (event == .created))
    }

    /// What stands between double braces, without the signs before it.
    private func names(in bytes: [UInt8]) -> Set<String> {
        let text = String(decoding: bytes, as: UTF8.self)
        let tags = text.matches(of: /\{\{[#^\/]?([A-Za-z]+)\}\}/).map { String($0.output.1) }
        return Set(tags)
    }

    /// The opening tags of a text.
    private func tags(in html: String) -> Set<String> {
        Set(html.matches(of: /<[a-z!][^>]*>/).map { String($0.output.prefix { $0 != " " && $0 != ">" }) })
    }

    private var shippedTags: Set<String> {
        shippedTemplates.reduce(into: []) {
            $0.formUnion(tags(in: String(decoding: $1.value, as: UTF8.self).lowercased()))
        }
    }
}
