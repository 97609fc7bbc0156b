import Scheduling
import TestSupport
import Testing

struct RenewLinkRuleTests {
    private let scene = UseCaseScene()

    /// Links by two keys, whose secrets say which they are.
    private func links(to booking: Booking) -> [ManageLink] {
        ["new", "old"].map { key in
            let digest = Array("\(key) \(booking.linkGeneration)".utf8)
            let role = AccessToken.Role.manage(booking.id)
            return ManageLink(secret: key, token: .fixture(brandID: booking.brandID, role: role, digest: digest))
        }
    }

    @Test
    func `a renewal ends what is out, by whichever key, and makes one link`() throws {
        let booking = try scene.booking { $0.linkGeneration = 3 }
        let changes = try renewLink(to: booking, links: links, at: scene.now)
        let renewed = try #require(changes.booking)
        #expect(renewed.linkGeneration == 4 && renewed.revision == booking.revision)
        #expect(renewed.updatedAt == booking.updatedAt, "it is the same booking to whoever reads it")
        #expect(changes.endedLinks == [booking.id])
        let links = changes.links.map { "\(String(decoding: $0.digest, as: UTF8.self)) \($0.revokedAt == scene.now)" }
        #expect(links == ["new 3 true", "old 3 true", "new 4 false"])
        #expect(changes.messages.isEmpty && changes.events.isEmpty)
    }

    @Test
    func `a session that is over for thirty days gets no link`() throws {
        let booking = try scene.booking { $0.become(.completed) }
        let end = booking.span.end.adding(hours: 30 * 24)
        #expect(ManageLink.end(of: booking) == end)
        #expect(throws: Refusal.statusConflict(.completed)) { try renewLink(to: booking, links: links, at: end) }
        #expect(throws: Never.self) {
            try renewLink(to: booking, links: links, at: Moment(seconds: end.seconds - 1))
        }
    }
}
