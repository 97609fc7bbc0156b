import Glibc
import HTTP
import System

/// A file with secrets: `demo.json`, which tells how to reach a demo, or its secret key; only its owner may read it (mode 0600).
struct DemoFile {
    let path: String

    /// What an earlier run wrote; nil when there is none, or none that can be read.
    func read() -> [String: JSONValue]? {
        guard let bytes = try? readFile(path), case .object(let members)? = try? JSONValue.parse(bytes) else {
            return nil
        }
        return members
    }

    /// Its text; nil when there is none.
    var text: String? { (try? readFile(path)).map { String(decoding: $0, as: UTF8.self) } }

    /// Replaces the file; a reader sees the old one or the new one, never half of it.
    func write(_ bytes: [UInt8]) throws {
        let temporary = "\(path).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let count = Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
        guard descriptor >= 0, count == bytes.count, rename(temporary, path) == 0 else {
            throw SettingsError("\(path) cannot be written: \(errorText()).")
        }
    }
}

extension JSONValue {
    /// The text, when it is one.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A member, when it is an object that has it.
    subscript(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The elements, when it is an array; else none.
    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }
}
