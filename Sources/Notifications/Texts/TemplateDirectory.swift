import FoundationEssentials

/// An operator's directory of templates.
struct TemplateDirectory {
    private let path: String
    private let entries: [String]

    /// A larger file is not read: it cannot be a template.
    private static let sizeLimit = 256 * 1024

    init(_ path: String) throws(TemplateError) {
        self.path = path
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw TemplateError(file: path, problem: "the directory cannot be read")
        }
    }

    /// The templates that lie in it.
    func templates() throws(TemplateError) -> [TemplateSource] {
        var sources: [TemplateSource] = []
        for entry in entries where entry.hasSuffix(TemplateName.suffix) {
            let file = "\(path)/\(entry)"
            let name = String(entry.dropLast(TemplateName.suffix.count))
            sources.append(try TemplateSource(name: name, file: file, text: text(of: file)))
        }
        return sources
    }

    /// The directories in it, by name: one for each brand that has its own words.
    func brands() throws(TemplateError) -> [String: TemplateDirectory] {
        var folders: [String: TemplateDirectory] = [:]
        for entry in entries {
            var isDirectory = false
            guard FileManager.default.fileExists(atPath: "\(path)/\(entry)", isDirectory: &isDirectory), isDirectory
            else { continue }
            folders[entry] = try TemplateDirectory("\(path)/\(entry)")
        }
        return folders
    }

    private func text(of file: String) throws(TemplateError) -> String {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw TemplateError(file: file, problem: "it cannot be read")
        }
        guard bytes.count <= TemplateDirectory.sizeLimit else {
            throw TemplateError(file: file, problem: "it is larger than \(TemplateDirectory.sizeLimit / 1024) KiB")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TemplateError(file: file, problem: "it is not UTF-8")
        }
        return text
    }
}
