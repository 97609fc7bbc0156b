import BookingAPI
import FoundationEssentials

extension SecretKey {
    /// Reads base64 of 32 bytes; nil for anything else.
    init?(base64 text: String) {
        guard let bytes = Data(base64Encoded: text) else { return nil }
        self.init(Array(bytes))
    }

    /// A new key as it is set: base64 of 32 random bytes.
    static func newBase64() -> String {
        var random = SystemRandomNumberGenerator()
        return Data((0..<byteCount).map { _ in UInt8.random(in: 0...255, using: &random) }).base64EncodedString()
    }
}

extension Settings {
    /// The students' links, by the key that is set.
    ///
    /// - Throws: `SettingsError`, one sentence that names the variable and holds no secret.
    static func links(in environment: Environment) throws -> ManageLinks {
        guard let url = publicURL(in: environment) else {
            throw SettingsError("\(SettingName.publicURL) must be set to the http or https address that people see.")
        }
        return ManageLinks(
            publicURL: url,
            key: try secretKey(in: environment),
            previousKey: try secretKey(.previousSecretKey, in: environment)
        )
    }

    /// The installation's secret key.
    static func secretKey(in environment: Environment) throws -> SecretKey {
        guard let key = try secretKey(.secretKey, in: environment) else {
            throw SettingsError("\(SettingName.secretKey) is not set; coachbook key new prints one.")
        }
        return key
    }

    /// The key of a setting; nil when it is not set.
    static func secretKey(_ name: SettingName, in environment: Environment) throws -> SecretKey? {
        guard let text = environment[name] else { return nil }
        guard let key = SecretKey(base64: text) else {
            throw SettingsError("\(name) must be base64 of 32 bytes, as coachbook key new prints it.")
        }
        return key
    }
}
