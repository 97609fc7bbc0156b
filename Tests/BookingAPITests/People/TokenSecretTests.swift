import BookingAPI
import Scheduling
import TestSupport
import Testing

struct TokenSecretTests {
    @Test
    func `a secret names its role and is random`() throws {
        let brand = ID<Brand>.new()
        let roles: [AccessToken.Role] = [.admin, .service, .instructor(.new()), .student(.new()), .manage(.new())]
        for role in roles {
            let (secret, token) = TokenSecret.make(
                role,
                in: brand,
                at: .fixture,
                expiresAt: Moment.fixture.adding(hours: 1)
            )
            let parts = secret.split(separator: "_")
            #expect(parts.prefix(2) == ["cb", Substring(role.name)])
            #expect(parts[2].count >= 22)
            #expect(parts[2].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
            #expect(token.role == role)
            #expect(token.brandID == brand)
            #expect(token.digest == TokenSecret.digest(of: secret))
            #expect(secret.hasPrefix(token.prefix) && secret.count - token.prefix.count >= 22)
            #expect(token.createdAt == .fixture)
            #expect(token.expiresAt == Moment.fixture.adding(hours: 1))
            #expect(token.lastUsedAt == nil && token.revokedAt == nil)
        }
        let many = Set((0..<1000).map { _ in TokenSecret.make(.admin, in: brand, at: .fixture).secret })
        #expect(many.count == 1000)
    }

    @Test
    func `a digest is SHA-256`() {
        let digest = TokenSecret.digest(of: "abc")
        #expect(digest.count == 32)
        #expect(digest.prefix(4) == [0xBA, 0x78, 0x16, 0xBF])
    }

    @Test(arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "", false), ("a", "a\u{0}", false)])
    func `two secrets are equal or not`(left: String, right: String, areEqual: Bool) {
        #expect(TokenSecret.areEqual(left, right) == areEqual)
    }
}
