import Scheduling
import Mustache

/// The words of all messages: the shipped templates, each replaced by an operator's file where there is one.
///
/// An operator's directory holds files named like the shipped ones, for all brands, and directories named after a
/// brand's slug with files for that brand alone.
package struct TemplateLibrary: Sendable {
    private let common: MustacheLibrary
    private let brands: [String: MustacheLibrary]

    /// Reads, parses and checks every template.
    ///
    /// - Parameter directory: the operator's; nil is none.
    /// - Throws: `TemplateError`, naming file and line.
    package init(directory: String? = nil) throws(TemplateError) {
        var sources: [String: TemplateSource] = [:]
        for (name, bytes) in shippedTemplates {
            let text = String(decoding: bytes, as: UTF8.self)
            sources[name] = try TemplateSource(name: name, file: name + TemplateName.suffix, text: text)
        }
        var brands: [String: MustacheLibrary] = [:]
        if let directory {
            let own = try TemplateDirectory(directory)
            for source in try own.templates() { sources[source.name] = source }
            for (slug, folder) in try own.brands() {
                var changed = sources
                for source in try folder.templates() { changed[source.name] = source }
                brands[slug] = try TemplateLibrary.assemble(changed)
            }
        }
        self.common = try TemplateLibrary.assemble(sources)
        self.brands = brands
    }

    private static func assemble(_ sources: [String: TemplateSource]) throws(TemplateError) -> MustacheLibrary {
        let partials = Set(sources.values.lazy.filter(\.isPartial).map(\.name))
        for source in sources.values.sorted(by: { $0.name < $1.name }) { try source.checkPartials(among: partials) }
        return MustacheLibrary(templates: sources.mapValues(\.template))
    }

    /// Fills in one template, the English one when there is none in that language.
    ///
    /// - Parameters:
    ///   - name: which template.
    ///   - brand: the brand's slug; its own templates go first.
    ///   - words: what to fill in.
    /// - Returns: the text; empty when nothing is shipped under that name.
    func text(_ name: TemplateName, brand: String, _ words: MessageWords) -> String {
        let library = brands[brand] ?? common
        let values = name.form == .html ? words.escapedForHTML : words.values
        let text =
            library.render(values, withTemplate: name.text)
            ?? library.render(values, withTemplate: name.inLanguage(.english).text)
        return text ?? ""
    }

    /// The wanted language, or English when there are no templates for it.
    ///
    /// Times are written in that language too, so that no message mixes two.
    func language(_ wanted: Language, for message: OutboxMessage, brand: String) -> Language {
        let form: TemplateName.Form = message.channel == .email ? .email : .sms
        let name = TemplateName(message.event, message.recipient, form, wanted)
        return (brands[brand] ?? common).getTemplate(named: name.text) == nil ? .english : wanted
    }
}
