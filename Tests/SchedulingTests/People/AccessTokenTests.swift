import Scheduling
import TestSupport
import Testing

struct AccessTokenTests {
    private func token(expiresAt: Moment? = nil, revokedAt: Moment? = nil) -> AccessToken {
        AccessToken(
            id: .new(),
            brandID: .new(),
            role: .admin,
            digest: [],
            prefix: "cb_admin_ab",
            createdAt: .fixture,
            lastUsedAt: nil,
            expiresAt: expiresAt,
            revokedAt: revokedAt
        )
    }

    @Test
    func `a credential counts until it expires or is revoked`() {
        let end = Moment.fixture.adding(hours: 1)
        let before = Moment(seconds: end.seconds - 1)
        #expect(token().isValid(at: end))
        for token in [token(expiresAt: end), token(revokedAt: end), token(expiresAt: end, revokedAt: end)] {
            #expect(token.isValid(at: before))
            #expect(!token.isValid(at: end))
            #expect(!token.isValid(at: end.adding(hours: 1)))
        }
    }

    @Test
    func `each role has the word that stands in its secret`() {
        let roles: [AccessToken.Role] = [.admin, .service, .instructor(.new()), .student(.new()), .manage(.new())]
        #expect(roles.map(\.name) == ["admin", "service", "instructor", "student", "manage"])
    }
}
