import Scheduling

/// What a template is for; its file is `<event>.<recipient>.<form>.<language>.mustache`.
struct TemplateName: Hashable {
    /// The texts of which a message is made.
    enum Form: String, CaseIterable {
        /// The subject on the first line, an empty line, then the plain text.
        case email
        /// The same text as HTML.
        case html
        /// The text of an SMS.
        case sms
    }

    let event: OutboxMessage.Event
    let recipient: OutboxMessage.Recipient
    let form: Form
    let language: Language

    static let suffix = ".mustache"

    init(_ event: OutboxMessage.Event, _ recipient: OutboxMessage.Recipient, _ form: Form, _ language: Language) {
        self.event = event
        self.recipient = recipient
        self.form = form
        self.language = language
    }

    /// Reads a file's name without its suffix; nil when no message would ever use it.
    init?(_ text: String) {
        let words = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4, let event = OutboxMessage.Event(rawValue: words[0]),
            let recipient = OutboxMessage.Recipient(rawValue: words[1]), let form = Form(rawValue: words[2]),
            let language = Language(tag: words[3]), language.code == words[3],
            !(form == .sms && recipient == .instructor)
        else { return nil }
        self.init(event, recipient, form, language)
    }

    var text: String { "\(event.rawValue).\(recipient.rawValue).\(form.rawValue).\(language.code)" }

    /// The same in another language.
    func inLanguage(_ language: Language) -> TemplateName { TemplateName(event, recipient, form, language) }
}
