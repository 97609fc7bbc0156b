import Scheduling

private let intoSettings = Insert<SettingsRow>(into: "instructor_scheduling_settings")
private let intoWeekly = Insert<WeeklyRow>(into: "instructor_weekly_availability")
private let intoOverrides = Insert<OverrideRow>(into: "instructor_date_overrides")

extension SQL {
    fileprivate static let updateSettings: SQL = """
        UPDATE instructor_scheduling_settings SET \(changes: SchedulingSettings.self), rules_version = rules_version + 1
        WHERE brand_id = ? AND instructor_id = ?
        """
}

extension Connection {
    /// Writes the rules of an instructor who has none in that brand yet.
    func insertRules(_ rules: AvailabilityRules, of instructorID: ID<Instructor>, in brandID: ID<Brand>) throws {
        let assignment = Assignment(instructorID, in: brandID)
        try insert([SettingsRow(assignment, rules)], by: intoSettings)
        try insertHours(rules, assignment)
    }

    /// Writes settings, windows and overrides in place of those there are, and raises their version.
    func replaceRules(_ rules: AvailabilityRules, of instructorID: ID<Instructor>, in brandID: ID<Brand>) throws {
        let assignment = Assignment(instructorID, in: brandID)
        let whose = try assignment.parameters()
        try execute(.updateSettings, rules.settings.changes() + whose)
        try execute("DELETE FROM instructor_weekly_availability WHERE brand_id = ? AND instructor_id = ?", whose)
        try execute("DELETE FROM instructor_date_overrides WHERE brand_id = ? AND instructor_id = ?", whose)
        try insertHours(rules, assignment)
    }

    private func insertHours(_ rules: AvailabilityRules, _ assignment: Assignment) throws {
        try insert(rules.weeklyWindows.enumerated().map { WeeklyRow(assignment, $0, $1) }, by: intoWeekly)
        try insert(rules.dateOverrides.enumerated().map { OverrideRow(assignment, $0, $1) }, by: intoOverrides)
    }
}
