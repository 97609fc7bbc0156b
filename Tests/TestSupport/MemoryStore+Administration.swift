package import Scheduling

extension MemoryStore {
    /// See `TestStore.add`.
    package func add(_ brand: Brand) throws -> Bool {
        try access { state in
            guard !state.brands.values.contains(where: { $0.slug == brand.slug }) else { return false }
            state.brands[brand.id] = brand
            return true
        }
    }

    /// See `TestStore.brands`.
    package func brands() throws -> [Brand] {
        try access { $0.brands.values.sorted { $0.slug < $1.slug } }
    }

    /// See `TestStore.replace`.
    package func replace(_ brand: Brand) throws -> Bool {
        try access { state in
            guard let old = state.brands[brand.id] else { return false }
            var changed = Brand(
                id: old.id,
                slug: old.slug,
                name: brand.name,
                allowsGuests: brand.allowsGuests,
                paymentPolicy: brand.paymentPolicy,
                pendingHoldMinutes: brand.pendingHoldMinutes,
                language: brand.language,
                guests: brand.guests
            )
            changed.embedOrigins = brand.embedOrigins
            state.brands[brand.id] = changed
            return true
        }
    }

    /// See `TestStore.remove`.
    package func remove(host: String, of brandID: ID<Brand>) throws -> Bool {
        try access { state in
            guard state.hosts[host] == brandID else { return false }
            state.hosts[host] = nil
            return true
        }
    }

    /// See `People.replace`.
    package func replace(_ instructor: Instructor) throws -> Bool {
        try access { $0.instructors.updateValue(instructor, forKey: instructor.id) != nil }
    }

    /// See `People.brandCount`.
    package func brandCount(of instructorID: ID<Instructor>) throws -> Int {
        try access { $0.rules.keys.count { $0.instructorID == instructorID } }
    }

    /// See `People.endAssignment`.
    package func endAssignment(
        of instructorID: ID<Instructor>,
        to brandID: ID<Brand>,
        at now: Moment
    ) throws -> Bool {
        try access { state in
            state.calendarVersions[instructorID, default: 0] += 1
            for (id, token) in state.tokens where token.brandID == brandID && token.role == .instructor(instructorID) {
                if token.isValid(at: now) { state.tokens[id] = token.revoked(at: now) }
            }
            let assignment = MemoryState.Assignment(instructorID: instructorID, brandID: brandID)
            return state.rules.removeValue(forKey: assignment) != nil
        }
    }

    /// See `TestStore.add`.
    package func add(host: String, to brandID: ID<Brand>) throws -> Bool {
        try access { state in
            guard state.hosts[host, default: brandID] == brandID else { return false }
            state.hosts[host] = brandID
            return true
        }
    }

    /// See `TestStore.hosts`.
    package func hosts(of brandID: ID<Brand>) throws -> [String] {
        try access { $0.hosts.filter { $0.value == brandID }.keys.sorted() }
    }

    /// See `TestStore.add`.
    package func add(_ instructor: Instructor) throws {
        try access { $0.instructors[instructor.id] = instructor }
    }

    /// See `TestStore.assign`.
    package func assign(
        _ instructorID: ID<Instructor>,
        to brandID: ID<Brand>,
        rules: AvailabilityRules
    ) throws -> Bool {
        try access { state in
            guard !state.isKnown(instructorID, in: brandID) else { return false }
            state.rules[MemoryState.Assignment(instructorID: instructorID, brandID: brandID)] = rules
            state.calendarVersions[instructorID, default: 0] += 1
            return true
        }
    }

    /// See `TestStore.add`.
    package func add(_ student: Student, to brandID: ID<Brand>) throws -> Bool {
        try access { state in
            guard state.student(email: student.contact.email, in: brandID) == nil else { return false }
            state.students[student.id] = MemoryState.BrandStudent(brandID: brandID, student: student)
            return true
        }
    }

    /// See `TestStore.students`.
    package func students(of brandID: ID<Brand>) throws -> [Student] {
        try access { state in
            state.students.values.filter { $0.brandID == brandID }.map(\.student)
                .sorted { isBefore($0.nameKey, $1.nameKey) }
        }
    }

    /// See `TestStore.add`.
    package func add(_ token: AccessToken) throws {
        try access { $0.tokens[token.id] = token }
    }

    /// See `TestStore.tokens`.
    package func tokens(of brandID: ID<Brand>) throws -> [AccessToken] {
        try access { state in
            state.tokens.values.filter { $0.brandID == brandID && !$0.isOfManageLink }
                .map { $0.lastUsed(at: state.lastUsed[$0.id]) }
                .sorted { $0.age > $1.age }
        }
    }

    /// See `TestStore.revoke`.
    package func revoke(_ tokenID: ID<AccessToken>, of brandID: ID<Brand>, at now: Moment) throws -> Bool {
        try access { state in
            guard let token = state.tokens[tokenID], token.brandID == brandID, token.isValid(at: now) else {
                return false
            }
            state.tokens[tokenID] = token.revoked(at: now)
            return true
        }
    }
}

extension MemoryState {
    func student(email: String, in brandID: ID<Brand>) -> Student? {
        students.values.first { $0.brandID == brandID && $0.student.contact.email.lowercased() == email.lowercased() }?
            .student
    }
}

extension AccessToken {
    fileprivate var isOfManageLink: Bool {
        if case .manage = role { true } else { false }
    }

    fileprivate var age: (seconds: Int, high: UInt64, low: UInt64) { (createdAt.seconds, id.high, id.low) }

    func lastUsed(at moment: Moment?) -> AccessToken {
        copy(lastUsedAt: moment ?? lastUsedAt, expiresAt: expiresAt, revokedAt: revokedAt)
    }

    func with(expiresAt: Moment?, revokedAt: Moment?) -> AccessToken {
        copy(lastUsedAt: lastUsedAt, expiresAt: expiresAt, revokedAt: revokedAt)
    }

    fileprivate func revoked(at moment: Moment) -> AccessToken {
        copy(lastUsedAt: lastUsedAt, expiresAt: expiresAt, revokedAt: moment)
    }

    private func copy(lastUsedAt: Moment?, expiresAt: Moment?, revokedAt: Moment?) -> AccessToken {
        AccessToken(
            id: id,
            brandID: brandID,
            role: role,
            digest: digest,
            prefix: prefix,
            createdAt: createdAt,
            lastUsedAt: lastUsedAt,
            expiresAt: expiresAt,
            revokedAt: revokedAt
        )
    }
}

typealias NameKey = (last: String, first: String, high: UInt64, low: UInt64)

func isBefore(_ left: NameKey, _ right: NameKey) -> Bool { left < right }

extension Instructor {
    var nameKey: NameKey { (lastName, firstName, id.high, id.low) }
}

extension Student {
    var nameKey: NameKey { (contact.lastName, contact.firstName, id.high, id.low) }
}
