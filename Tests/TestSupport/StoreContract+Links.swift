import Scheduling
import Testing

extension StoreContract {
    static let links = [
        Check("a link that is known stays as it is, ended or not") { contract in
            let scene = try Scene(contract)
            let link = scene.link(to: try scene.book())
            try scene.store.admit(link)
            #expect(try scene.store.token(digest: link.digest) == link)
            try scene.store.admit(scene.link(to: try scene.book(.fixture(startsIn: 5000)), digest: link.digest))
            #expect(try scene.store.token(digest: link.digest) == link)
            #expect(try scene.store.revoke(link.id, of: scene.brand.id, at: .fixture))
            try scene.store.admit(link)
            #expect(try scene.store.token(digest: link.digest)?.revokedAt == .fixture)
        },
        Check("an attempt that begins makes the link count that it hands out, unless that was ended") { contract in
            let scene = try Scene(contract)
            let messages = try scene.queue(3)
            let booking = try #require(try scene.store.subject(of: messages[0])).booking
            let (link, ended) = (scene.link(to: booking), scene.link(to: booking, revokedAt: .fixture))
            try scene.store.admit(ended)
            for (message, link) in zip(messages, [link, link, ended]) {
                let leased = try scene.take(message)
                let begun = try scene.store.beginAttempt(
                    of: leased,
                    payload: "p",
                    handingOut: link,
                    at: .fixture
                )
                #expect(begun == "p")
                #expect(try scene.store.token(digest: link.digest) == link)
            }
            let late = scene.link(to: booking)
            let leased = try scene.take(try scene.queueOne())
            let end = Moment.fixture.adding(seconds: 60)
            #expect(try scene.store.beginAttempt(of: leased, payload: "p", handingOut: late, at: end) == nil)
            #expect(try scene.store.token(digest: late.digest) == nil, "nothing was sent")
        },
        Check("links end thirty days after their session, wherever it was moved") { contract in
            let scene = try Scene(contract)
            let (booking, other) = (try scene.book(), try scene.book(.fixture(startsIn: 5000)))
            let links = [nil, ManageLink.end(of: booking)].map { scene.link(to: booking, expiresAt: $0) }
            let otherLink = scene.link(to: other)
            for link in links + [otherLink] { try scene.store.admit(link) }
            let moved = try scene.change(booking) { $0.span = .fixture(startsIn: 9000) }
            for link in links {
                let known = try #require(try scene.store.token(digest: link.digest))
                #expect(known.expiresAt == moved.span.end.adding(hours: 30 * 24))
                #expect(known.isValid(at: moved.span.end) && !known.isValid(at: ManageLink.end(of: moved)))
            }
            #expect(try scene.store.token(digest: otherLink.digest) == otherLink)
        },
        Check("a renewal ends every link to that booking at once, and the new one counts") { contract in
            let scene = try Scene(contract)
            let (booking, other) = (try scene.book(), try scene.book(.fixture(startsIn: 5000)))
            let (old, unknown) = (scene.link(to: booking), scene.link(to: booking))
            let (new, others) = (scene.link(to: booking), scene.link(to: other))
            for link in [old, others] { try scene.store.admit(link) }
            let now = Moment.fixture.adding(hours: 1)
            let changes = try scene.calendar(at: now) { calendar in
                let secrets = [0: [old, unknown], 1: [new]]
                let changes = try renewLink(
                    to: try #require(try calendar.booking(booking.id)),
                    links: { (secrets[$0.linkGeneration] ?? []).map { ManageLink(secret: "", token: $0) } },
                    at: now
                )
                try calendar.write(changes)
                return changes
            }
            #expect(try scene.booking(booking) == changes.booking)
            #expect(changes.booking?.linkGeneration == 1)
            for link in [old, unknown] {
                try scene.store.admit(link)
                #expect(try scene.store.token(digest: link.digest)?.revokedAt == now)
            }
            #expect(try scene.store.token(digest: new.digest) == new)
            #expect(try scene.store.token(digest: others.digest) == others)
        },
    ]
}

extension World where Place == OneStore {
    /// What is stored of a link to a booking.
    fileprivate func link(
        to booking: Booking,
        digest: [UInt8] = (0..<32).map { _ in UInt8.random(in: 0...255) },
        revokedAt: Moment? = nil
    ) -> AccessToken {
        link(to: booking, digest: digest, expiresAt: ManageLink.end(of: booking), revokedAt: revokedAt)
    }

    fileprivate func link(
        to booking: Booking,
        digest: [UInt8] = (0..<32).map { _ in UInt8.random(in: 0...255) },
        expiresAt: Moment?,
        revokedAt: Moment? = nil
    ) -> AccessToken {
        .fixture(
            brandID: brand.id,
            role: .manage(booking.id),
            digest: digest,
            expiresAt: expiresAt,
            revokedAt: revokedAt
        )
    }
}
