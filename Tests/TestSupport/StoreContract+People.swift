import Scheduling
import Testing

extension StoreContract {
    static let brands = [
        Check("a brand is found by its slug and by each of its hosts") { contract in
            let (scene, other) = try pair(contract)
            let host = "\(scene.brand.slug).example"
            #expect(try scene.store.add(host: "www.\(host)", to: scene.brand.id))
            #expect(try scene.store.add(host: host, to: scene.brand.id))
            #expect(try scene.store.brand(slug: scene.brand.slug) == scene.brand)
            #expect(try scene.store.brand(host: host) == scene.brand)
            #expect(try scene.store.brand(host: "www.\(host)") == scene.brand)
            #expect(try scene.store.hosts(of: scene.brand.id) == [host, "www.\(host)"])
            #expect(try scene.store.hosts(of: other.brand.id).isEmpty)
            #expect(try scene.store.brand(slug: host) == nil)
            #expect(try scene.store.brand(host: scene.brand.slug) == nil)
        },
        Check("a host belongs to one brand only") { contract in
            let (scene, other) = try pair(contract)
            let host = "\(scene.brand.slug).example"
            #expect(try scene.store.add(host: host, to: scene.brand.id))
            #expect(try !scene.store.add(host: host, to: other.brand.id))
            #expect(try scene.store.brand(host: host) == scene.brand)
            #expect(try scene.store.hosts(of: other.brand.id).isEmpty)
        },
        Check("a host can be taken from the brand that has it, and from no other") { contract in
            let (scene, other) = try pair(contract)
            let host = "\(scene.brand.slug).example"
            #expect(try scene.store.add(host: host, to: scene.brand.id))
            #expect(try !scene.store.remove(host: host, of: other.brand.id))
            #expect(try scene.store.brand(host: host) == scene.brand)
            #expect(try scene.store.remove(host: host, of: scene.brand.id))
            #expect(try scene.store.brand(host: host) == nil)
            #expect(try !scene.store.remove(host: host, of: scene.brand.id))
        },
        Check("a brand is known by the origins that may embed it") { contract in
            let scene = try Scene(contract)
            let (first, second) = ("https://\(scene.brand.slug).example", "https://\(scene.brand.slug).example:8443")
            #expect(try !scene.store.hasBrand(embeddedAt: first))
            var changed = scene.brand
            changed.embedOrigins = [second, first]
            #expect(try scene.store.replace(changed))
            #expect(try scene.store.brand(slug: scene.brand.slug) == changed)
            for origin in [first, second] { #expect(try scene.store.hasBrand(embeddedAt: origin)) }
            for origin in ["https://\(scene.brand.slug)", "\(second)1", "%", "", "\(second) \(first)x"] {
                #expect(try !scene.store.hasBrand(embeddedAt: origin), "\(origin)")
            }
        },
        Check("a slug belongs to one brand only") { contract in
            let scene = try Scene(contract)
            #expect(try !scene.store.add(Brand.fixture(slug: scene.brand.slug, name: "Thief")))
            #expect(try scene.store.brand(slug: scene.brand.slug) == scene.brand)
        },
        Check("brands are listed by slug, with every field as it was given") { contract in
            let store = try contract.makeStore()
            let stem = "\(ID<Brand>.new())"
            let last = Brand.fixture(slug: "\(stem)-b", name: "Flußschule 水", allowsGuests: false)
            let first = Brand.fixture(
                slug: "\(stem)-a",
                paymentPolicy: .verified,
                pendingHoldMinutes: 20,
                language: "pt-BR"
            )
            #expect(try store.add(last))
            #expect(try store.add(first))
            #expect(try store.brands().filter { $0.slug.hasPrefix(stem) } == [first, last])
        },
        Check("a brand's name, guests, payment policy, hold and language may change") { contract in
            let (scene, other) = try pair(contract)
            for policy in PaymentPolicy.allCases {
                for hold in [nil, 30] {
                    let changed = Brand.fixture(
                        id: scene.brand.id,
                        slug: scene.brand.slug,
                        name: "Now \(policy)",
                        allowsGuests: false,
                        paymentPolicy: policy,
                        pendingHoldMinutes: hold,
                        language: hold == nil ? "de" : "en"
                    )
                    #expect(try scene.store.replace(changed))
                    #expect(try scene.store.brand(slug: scene.brand.slug) == changed)
                }
            }
            #expect(try scene.store.brand(slug: other.brand.slug) == other.brand)
            #expect(try !scene.store.replace(Brand.fixture(slug: "\(scene.brand.slug)-2")))
        },
        Check("the storage says which migration it has") { contract in
            let version = try contract.makeStore().schemaVersion()
            #expect(version > 0)
        },
    ]

    static let people = [
        Check("instructors are listed by last name and first name, with their settings in that brand") { contract in
            let (scene, other) = try pair(contract)
            let early = Instructor.fixture(firstName: "Bela", lastName: "Adler", bio: nil)
            let late = Instructor.fixture(firstName: "Cora", lastName: "Lindqvist", bio: "Ruderin – 25 Jahre 🚣")
            for instructor in [late, early] { try scene.store.add(instructor) }
            let rules = AvailabilityRules.fixture(timezone: "Asia/Calcutta") { $0.settings.sessionMinutes = 45 }
            #expect(try scene.store.assign(early.id, to: scene.brand.id, rules: rules))
            #expect(try scene.store.assign(late.id, to: scene.brand.id, rules: .fixture()))
            let listed = try scene.store.instructors(of: scene.brand.id)
            #expect(listed.map(\.instructor) == [early, late, scene.instructor])
            #expect(listed.map(\.settings.timezone) == ["Asia/Calcutta", "Europe/Berlin", "Europe/Berlin"])
            #expect(listed.first?.settings == rules.settings)
            #expect(try scene.store.instructors(of: other.brand.id).map(\.instructor) == [other.instructor])
        },
        Check("an instructor is known only where it works") { contract in
            let (scene, other) = try pair(contract)
            #expect(try scene.store.instructor(scene.instructor.id, in: scene.brand.id) == scene.instructor)
            #expect(try scene.store.instructor(scene.instructor.id, in: other.brand.id) == nil)
            #expect(try scene.store.instructor(.new(), in: scene.brand.id) == nil)
        },
        Check("an instructor works once for a brand, and an assignment changes no rules that are there") { contract in
            let scene = try Scene(contract)
            #expect(try !scene.store.assign(scene.instructor.id, to: scene.brand.id, rules: .fixture(timezone: "UTC")))
            #expect(try scene.schedule().rules.settings.timezone == "Europe/Berlin")
        },
        Check("an instructor's names, address and bio may change") { contract in
            let (scene, other) = try pair(contract)
            let changed = Instructor.fixture(
                id: scene.instructor.id,
                firstName: "Åsa",
                lastName: "Zahn",
                email: "asa@x.example",
                bio: nil
            )
            #expect(try scene.store.replace(changed))
            #expect(try scene.store.instructor(changed.id, in: scene.brand.id) == changed)
            #expect(try scene.store.instructor(other.instructor.id, in: other.brand.id) == other.instructor)
            #expect(try !scene.store.replace(.fixture()))
        },
        Check("an instructor who leaves a brand has no credentials there, and its bookings stay") { contract in
            let (scene, other) = try pair(contract)
            let id = scene.instructor.id
            #expect(try scene.store.assign(id, to: other.brand.id, rules: .fixture()))
            #expect(try scene.store.brandCount(of: id) == 2)
            let booking = try scene.book()
            let tokens = [scene.brand.id, other.brand.id].map {
                AccessToken.fixture(brandID: $0, role: .instructor(id))
            }
            for token in tokens { try scene.store.add(token) }
            #expect(try scene.store.endAssignment(of: id, to: scene.brand.id, at: .fixture))
            #expect(try !scene.store.endAssignment(of: id, to: scene.brand.id, at: .fixture))
            #expect(try scene.store.brandCount(of: id) == 1)
            #expect(try scene.store.instructor(id, in: scene.brand.id) == nil)
            #expect(try scene.store.token(digest: tokens[0].digest) == nil)
            #expect(try scene.store.token(digest: tokens[1].digest) == tokens[1])
            try scene.calendar { calendar in
                #expect(try calendar.booking(booking.id) == booking)
                #expect(throws: Refusal.notFound) { try calendar.schedule(busyWithin: booking.span) }
                #expect(try calendar.scheduleOrStandard(busyWithin: booking.span) == .withoutHours)
                var cancelled = booking
                cancelled.become(.cancelled)
                try calendar.replace(cancelled)
            }
            #expect(try scene.booking(booking)?.status == .cancelled)
            #expect(try scene.store.assign(id, to: scene.brand.id, rules: .fixture()), "it may come back")
            #expect(try scene.store.token(digest: tokens[0].digest)?.isValid(at: .fixture) == false)
        },
        Check("students are listed by last name and first name, and only in their brand") { contract in
            let (scene, other) = try pair(contract)
            let contact = ContactDetails.fixture(
                firstName: "Zoë 🌊",
                lastName: "Adler",
                email: "z@x.example",
                phone: nil
            )
            let student = Student.fixture(contact: contact)
            #expect(try scene.store.add(student, to: scene.brand.id))
            #expect(try scene.store.students(of: scene.brand.id) == [student, scene.student])
            #expect(try scene.store.students(of: other.brand.id) == [other.student])
            #expect(try scene.store.student(student.id, in: scene.brand.id) == student)
            #expect(try scene.store.student(student.id, in: other.brand.id) == nil)
            #expect(try scene.store.student(.new(), in: scene.brand.id) == nil)
        },
        Check("an e-mail address is one student in a brand, in whichever case it is written") { contract in
            let (scene, other) = try pair(contract)
            let shouted = Student.fixture(contact: .fixture(firstName: "X", email: "ANA@Students.example"))
            #expect(try !scene.store.add(shouted, to: scene.brand.id))
            #expect(try scene.store.students(of: scene.brand.id) == [scene.student])
            #expect(try other.store.students(of: other.brand.id) == [other.student])
        },
        Check("finding a student by e-mail address changes nothing about it") { contract in
            let (scene, other) = try pair(contract)
            let same = Student.fixture(contact: .fixture(firstName: "X", email: "ANA@students.example", phone: nil))
            #expect(try scene.calendar { try $0.findOrAdd(same) } == scene.student)
            let new = Student.fixture(contact: .fixture(lastName: "Nagy", email: "new@students.example"))
            #expect(try scene.calendar { try $0.findOrAdd(new) } == new)
            #expect(try scene.calendar { try $0.findOrAdd(.fixture(contact: new.contact)) } == new)
            #expect(try scene.store.students(of: scene.brand.id) == [new, scene.student])
            let elsewhere = Student.fixture(contact: new.contact)
            #expect(try other.calendar { try $0.findOrAdd(elsewhere) } == elsewhere)
        },
    ]

    static let tokens = [
        Check("a credential is found by its digest, whatever its role and brand") { contract in
            let scene = try Scene(contract)
            let booking = try scene.book()
            let roles: [AccessToken.Role] = [
                .admin, .service, .instructor(scene.instructor.id), .student(scene.student.id), .manage(booking.id),
            ]
            for role in roles {
                for expiry in [nil, Moment.fixture.adding(hours: -1)] {
                    let token = AccessToken.fixture(brandID: scene.brand.id, role: role, expiresAt: expiry)
                    try scene.store.add(token)
                    #expect(try scene.store.token(digest: token.digest) == token)
                }
            }
            let inCalendar = AccessToken.fixture(brandID: scene.brand.id, role: .manage(booking.id))
            try scene.calendar { try $0.add(inCalendar) }
            #expect(try scene.store.token(digest: inCalendar.digest) == inCalendar)
            #expect(try scene.store.token(digest: Array(repeating: 7, count: 32)) == nil)
        },
        Check("credentials are listed newest first, without manage links and other brands'") { contract in
            let (scene, other) = try pair(contract)
            let booking = try scene.book()
            let old = AccessToken.fixture(brandID: scene.brand.id, createdAt: Moment.fixture.adding(hours: -2))
            let new = AccessToken.fixture(brandID: scene.brand.id, role: .service)
            for token in [new, old] { try scene.store.add(token) }
            try scene.store.add(AccessToken.fixture(brandID: scene.brand.id, role: .manage(booking.id)))
            try scene.store.add(AccessToken.fixture(brandID: other.brand.id))
            #expect(try scene.store.tokens(of: scene.brand.id) == [new, old])
        },
        Check("a credential remembers when it was last seen") { contract in
            let scene = try Scene(contract)
            let token = AccessToken.fixture(brandID: scene.brand.id)
            try scene.store.add(token)
            for moment in [Moment.fixture, Moment.fixture.adding(hours: 2)] {
                try scene.store.markUsed(token.id, at: moment)
                #expect(try scene.store.token(digest: token.digest)?.lastUsedAt == moment)
                #expect(try scene.store.tokens(of: scene.brand.id).map(\.lastUsedAt) == [moment])
            }
        },
        Check("a credential is revoked once, by its own brand, while it counts") { contract in
            let (scene, other) = try pair(contract)
            let token = AccessToken.fixture(brandID: scene.brand.id)
            let expired = AccessToken.fixture(brandID: scene.brand.id, expiresAt: .fixture)
            for token in [token, expired] { try scene.store.add(token) }
            #expect(try !scene.store.revoke(token.id, of: other.brand.id, at: .fixture))
            #expect(try scene.store.token(digest: token.digest)?.revokedAt == nil)
            #expect(try scene.store.revoke(token.id, of: scene.brand.id, at: .fixture))
            #expect(try scene.store.token(digest: token.digest)?.revokedAt == .fixture)
            #expect(try !scene.store.revoke(token.id, of: scene.brand.id, at: Moment.fixture.adding(hours: 1)))
            #expect(try scene.store.token(digest: token.digest)?.revokedAt == .fixture)
            #expect(try !scene.store.revoke(expired.id, of: scene.brand.id, at: .fixture))
            #expect(try !scene.store.revoke(.new(), of: scene.brand.id, at: .fixture))
        },
    ]

    /// Two brands that share nothing.
    static func pair(_ contract: StoreContract) throws -> (Scene, Scene) {
        let scene = try Scene(contract)
        return (scene, try scene.stranger())
    }
}
