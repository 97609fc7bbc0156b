package import Scheduling

extension MariaDBStore {
    package func replace(_ instructor: Instructor) throws -> Bool {
        try transaction { try $0.update(instructor) }
    }

    package func brandCount(of instructorID: ID<Instructor>) throws -> Int {
        try read { connection in
            try connection.query(
                "SELECT COUNT(*) AS brands FROM instructors_brands WHERE instructor_id = ?",
                [.id(instructorID)]
            ) { try $0.int() }.first ?? 0
        }
    }

    package func endAssignment(
        of instructorID: ID<Instructor>,
        to brandID: ID<Brand>,
        at now: Moment
    ) throws -> Bool {
        try transaction { connection in
            _ = try connection.raiseCalendarVersion(of: instructorID)
            let whose: [Parameter] = [.id(brandID), .id(instructorID)]
            let hasWorked =
                try connection.execute("DELETE FROM instructors_brands WHERE brand_id = ? AND instructor_id = ?", whose)
                == 1
            try connection.execute(
                "UPDATE api_tokens SET revoked_at = ? WHERE brand_id = ? AND instructor_id = ? AND revoked_at IS NULL",
                [.moment(now)] + whose
            )
            return hasWorked
        }
    }

    /// Takes a host name from a brand, or answers false when it does not have it.
    package func remove(host: String, of brandID: ID<Brand>) throws -> Bool {
        try transaction { connection in
            try connection.execute(
                "DELETE FROM brand_domains WHERE host = ? AND brand_id = ?",
                [.text(host), .id(brandID)]
            ) == 1
        }
    }
}
