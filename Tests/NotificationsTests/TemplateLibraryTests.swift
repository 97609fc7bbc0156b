import Foundation
import Scheduling
import TestSupport
import Testing

@testable import Notifications

struct TemplateLibraryTests {
    @Test func `an operator's file takes the place of the shipped one, a brand's own goes before it`() throws {
        let directory = try Folder([
            "created.student.sms.en.mustache": "all {{brand}}",
            "river-school/created.student.sms.en.mustache": "river {{brand}}",
        ])
        let library = try TemplateLibrary(directory: directory.path)
        #expect(try sms(library, brand: "river-school") == "river River School\n".dropLast())
        #expect(try sms(library, brand: "hill-school") == "all River School")
        #expect(try sms(library, brand: "river-school", .german).hasPrefix("River School: vorgemerkt"))
    }

    @Test func `a brand may change one partial and keep the rest`() throws {
        let directory = try Folder(["river-school/_frame.html.mustache": "<b>{{$title}}{{/title}}</b>"])
        let library = try TemplateLibrary(directory: directory.path)
        let facts = try MessageFacts.fixture()
        let letter = MessageWriter(templates: library, sender: "b@example.com").letter(for: .about(facts), facts: facts)
        #expect(letter.html == "<b>Your session is reserved</b>")
        #expect(letter.text.hasPrefix("Hello Ana,\n"))
    }

    @Test func `a language without templates is English throughout`() throws {
        let facts = try MessageFacts.fixture(language: try #require(Language(tag: "fr")))
        let writer = MessageWriter(templates: try TemplateLibrary(), sender: "b@example.com")
        let letter = writer.letter(for: .about(facts), facts: facts)
        #expect(letter.subject.hasPrefix("Reserved: Tuesday 24 November 2026, 10:00"))
        #expect(letter.html.contains("<html lang=\"en\">"))
    }

    @Test func `an operator's own language is used with times in numbers`() throws {
        let directory = try Folder(["created.student.sms.fr.mustache": "{{brand}} : {{shortWhen}}"])
        let library = try TemplateLibrary(directory: directory.path)
        let facts = try MessageFacts.fixture(language: try #require(Language(tag: "fr-CH")))
        let message = OutboxMessage.about(facts, by: .sms)
        let sms = MessageWriter(templates: library, sender: "b@example.com").shortMessage(
            for: message,
            facts: facts,
            at: .fixture
        )
        #expect(sms.body == "River School : 2026-11-24 10:00 (Berlin)")
    }

    @Test(arguments: [
        ("creatd.student.sms.en", "x", "no message has this name"),
        ("created.instructor.sms.en", "x", "no message has this name"),
        ("created.student.sms.EN", "x", "no message has this name"),
        ("created.student.sms.en", "Hi\n{{studnt}}", ".mustache:2: {{studnt}} is unknown; known are brand,"),
        ("created.student.sms.en", "{{#reason}}x", "expectedSectionEnd"),
        ("created.student.sms.en", "a\nb\n{{#reason}}x{{/notes}}", ".mustache:3: sectionCloseNameIncorrect"),
        ("created.student.sms.en", "{{brand", ".mustache:1: a tag is not closed"),
        ("created.student.sms.en", "{{uppercased(brand)}}", "is unknown"),
        ("created.student.sms.en", "{{=<% %>=}}", "is not for templates of messages"),
        ("created.student.html.en", "{{% CONTENT_TYPE:HTML}}", "is not for templates of messages"),
        ("created.student.html.en", "{{>_nothing}}", "there is no partial _nothing"),
        ("created.student.html.en", "{{>created.student.sms.en}}", "is no partial"),
        ("_frame.html", "{{>_session.html.en}}", "a partial cannot include another (_session.html.en)"),
        ("created.student.email.en", "Hello {{student}}", "an e-mail begins with its subject"),
        ("created.student.email.en", "\n\nHello {{student}}", "an e-mail begins with its subject"),
        ("created.student.email.en", "Subject\nHello\n", "an e-mail begins with its subject"),
    ])
    func `a bad template is refused when it is read`(name: String, text: String, problem: String) throws {
        for folder in ["", "river-school/"] {
            let directory = try Folder(["\(folder)\(name).mustache": text])
            let error = try #require(throws: TemplateError.self) { try TemplateLibrary(directory: directory.path) }
            #expect(error.description.contains(problem))
            #expect(error.description.contains("\(directory.path)/\(folder)\(name).mustache"))
        }
    }

    @Test func `a directory that is not there, and a file that is not UTF-8, are refused`() throws {
        let missing = try #require(throws: TemplateError.self) { try TemplateLibrary(directory: "/nowhere/at/all") }
        #expect(missing.description == "template /nowhere/at/all: the directory cannot be read")
        let directory = try Folder([:])
        try Data([0xFF, 0x41]).write(to: directory.url.appending(path: "created.student.sms.en.mustache"))
        let error = try #require(throws: TemplateError.self) { try TemplateLibrary(directory: directory.path) }
        #expect(error.problem == "it is not UTF-8")
    }

    @Test func `other files in the directory are let be`() throws {
        let directory = try Folder(["README.txt": "{{nonsense}}", ".git/HEAD": "x", "river-school/notes.md": "x"])
        #expect(throws: Never.self) { try TemplateLibrary(directory: directory.path) }
    }

    @Test func `no braces let a value in raw`() throws {
        let name = "created.student.html.en"
        let directory = try Folder([
            "\(name).mustache": "{{student}} {{{student}}} {{&student}} {{#student}}{{student}}{{/student}} {{>_x}}",
            "_x.mustache": "{{{student}}}",
        ])
        let writer = MessageWriter(templates: try TemplateLibrary(directory: directory.path), sender: "b@example.com")
        let facts = try MessageFacts.fixture(contact: .fixture(firstName: "<b>", lastName: ""))
        let html = writer.letter(for: .about(facts), facts: facts).html
        #expect(html == Array(repeating: "&lt;b&gt;", count: 5).joined(separator: " "))
    }

    private func sms(_ library: TemplateLibrary, brand: String, _ language: Language = .english) throws -> String {
        let facts = try MessageFacts.fixture(brand: .fixture(slug: brand), language: language)
        let writer = MessageWriter(templates: library, sender: "b@example.com")
        return writer.shortMessage(for: .about(facts, by: .sms), facts: facts, at: .fixture).body
    }
}

/// A directory with these files, gone with the value.
private final class Folder {
    let url: URL
    var path: String { url.path() }

    init(_ files: [String: String]) throws {
        url = URL(filePath: "\(NSTemporaryDirectory())/templates-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for (name, text) in files {
            let file = url.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
