import Mustache

/// One template's file, checked and parsed.
struct TemplateSource {
    /// The file's name without its suffix.
    let name: String
    let template: MustacheTemplate

    /// The partials that it includes.
    let partials: Set<String>

    /// Whether it is a part that others include.
    var isPartial: Bool { TemplateSource.isPartial(name) }

    private let file: String

    static func isPartial(_ name: String) -> Bool { name.hasPrefix("_") }

    /// Checks and parses a file.
    ///
    /// - Parameters:
    ///   - name: its name without the suffix.
    ///   - file: what to call it in an error.
    ///   - text: what stands in it.
    /// - Throws: `TemplateError`, naming file and line.
    init(name: String, file: String, text: String) throws(TemplateError) {
        self.name = name
        self.file = file
        guard TemplateSource.isPartial(name) || TemplateName(name) != nil else {
            throw TemplateError(
                file: file,
                problem: "no message has this name; it is <event>.<recipient>.<form>.<language>\(TemplateName.suffix)"
            )
        }
        partials = try TemplateSource.checkTags(text, file)
        if TemplateName(name)?.form == .email { try TemplateSource.checkSubject(text, file) }
        do {
            // Values come here already escaped, so triple braces cannot let a raw one through. This line keeps the
            // library from escaping them a second time.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + text)
        } catch let error as MustacheTemplate.ParserError {
            throw TemplateError(file: file, line: error.context.lineNumber - 1, problem: "\(error.error)")
        } catch {
            throw TemplateError(file: file, problem: "\(error)")
        }
    }

    /// Refuses a partial that does not exist, and a partial inside a partial: two could include each other for ever.
    func checkPartials(among known: Set<String>) throws(TemplateError) {
        if isPartial, let partial = partials.min() {
            throw TemplateError(file: file, problem: "a partial cannot include another (\(partial))")
        }
        if let missing = partials.subtracting(known).min() {
            throw TemplateError(file: file, problem: "there is no partial \(missing)")
        }
    }

    /// Finds the partials.
    ///
    /// Refuses names that no message has, and tags that change how values are escaped.
    private static func checkTags(_ text: String, _ file: String) throws(TemplateError) -> Set<String> {
        var partials: Set<String> = []
        var inheriting: Set<String> = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard let tags = tags(in: line) else {
                throw TemplateError(file: file, line: index + 1, problem: "a tag is not closed on its line")
            }
            for tag in tags {
                let problem = check(tag, &partials, &inheriting)
                if let problem { throw TemplateError(file: file, line: index + 1, problem: problem) }
            }
        }
        return partials
    }

    private static func check(
        _ tag: Substring,
        _ partials: inout Set<String>,
        _ inheriting: inout Set<String>
    ) -> String? {
        let kind = tag.first ?? " "
        let name = String(tag.drop { "#^/&{><$ ".contains($0) }.prefix { !" }".contains($0) })
        switch kind {
        case "!": return nil
        case "=", "%": return "{{\(tag)}} is not for templates of messages"
        case ">", "<":
            guard isPartial(name) else { return "{{\(tag)}} is no partial; their names begin with an underscore" }
            partials.insert(name)
            if kind == "<" { inheriting.insert(name) }
            return nil
        case "$":
            inheriting.insert(name)
            return nil
        case "/" where inheriting.contains(name): return nil
        default:
            guard !MessageWords.names.contains(name) else { return nil }
            return "{{\(tag)}} is unknown; known are \(MessageWords.names.sorted().joined(separator: ", "))"
        }
    }

    /// The tags of a line, without their braces; nil when one is not closed on it.
    private static func tags(in line: Substring) -> [Substring]? {
        var tags: [Substring] = []
        var rest = line
        while let start = rest.firstRange(of: "{{") {
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else { return nil }
            tags.append(rest[start.upperBound..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        return tags
    }

    private static func checkSubject(_ text: String, _ file: String) throws(TemplateError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.count > 2, !lines[0].allSatisfy(\.isWhitespace), lines[1].allSatisfy(\.isWhitespace) else {
            throw TemplateError(
                file: file,
                line: 1,
                problem: "an e-mail begins with its subject on one line and an empty line"
            )
        }
    }
}
