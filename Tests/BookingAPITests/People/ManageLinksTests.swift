import Scheduling
import TestSupport
import Testing

@testable import BookingAPI

struct ManageLinksTests {
    private let brand = Brand.fixture()

    private func booking(generation: Int = 0, id: ID<Booking> = .new()) -> Booking {
        .fixture(brandID: brand.id, instructorID: .new(), studentID: .new(), id: id) { $0.linkGeneration = generation }
    }

    @Test
    func `a booking always has the same link, whatever happens to it`() {
        let booking = booking()
        let link = ManageLinks.fixture.link(to: booking, at: .fixture)
        var changed = booking
        changed.become(.confirmed)
        changed.revision = 7
        changed.span = .fixture(startsIn: 9000)
        let later = ManageLinks.fixture.link(to: changed, at: Moment.fixture.adding(hours: 9))
        #expect(later.secret == link.secret && later.token.digest == link.token.digest)
        #expect(link.token.digest == TokenSecret.digest(of: link.secret))
        #expect(link.token.role == .manage(booking.id) && link.token.brandID == brand.id)
        #expect(link.token.expiresAt == booking.span.end.adding(hours: 720))
        #expect(later.token.expiresAt == changed.span.end.adding(hours: 720))
        let url = ManageLinks.fixture.url(of: booking, slug: "river-school", at: .fixture)
        #expect(url == "https://book.example/river-school/m/\(link.secret)")
    }

    @Test
    func `another booking, generation or key is another link`() {
        let id = ID<Booking>.new()
        let keys = (1...4).map { ManageLinks.fixture(key: $0) }
        let bookings = (0..<50).map { booking(generation: $0, id: id) } + (0..<50).map { _ in booking() }
        let secrets = keys.flatMap { key in bookings.map { key.link(to: $0, at: .fixture).secret } }
        #expect(Set(secrets).count == 400)
        for secret in secrets {
            #expect(secret.hasPrefix("cb_manage_") && secret.utf8.count == ManageLink.placeholder.utf8.count)
            #expect(secret.dropFirst(10).utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0 & 0xDF) })
        }
    }

    @Test
    func `a link is the HMAC of id and generation, to the base 62`() throws {
        // From Python: hmac, sha256, int.from_bytes and divmod.
        let id = try #require(ID<Booking>("0190a7c4-2f00-7123-8456-0123456789ab"))
        let link = ManageLinks.fixture.link(to: booking(generation: 2, id: id), at: .fixture)
        #expect(link.secret == "cb_manage_h8Xxoe7YoYUyWQzWcXeDuc3QLkS")
    }

    @Test
    func `while a key is replaced, both keys' links are known, the new one's first`() {
        let booking = booking()
        let links = ManageLinks.fixture(key: 2, previous: 1).links(to: booking, at: .fixture).map(\.secret)
        let each = [2, 1].map { ManageLinks.fixture(key: $0).link(to: booking, at: .fixture).secret }
        #expect(links == each)
        #expect(ManageLinks.fixture.links(to: booking, at: .fixture).count == 1)
    }

    @Test(arguments: [0, 16, 31, 33, 64])
    func `a key has 32 bytes`(count: Int) {
        #expect(SecretKey(Array(repeating: 1, count: count)) == nil)
    }
}
