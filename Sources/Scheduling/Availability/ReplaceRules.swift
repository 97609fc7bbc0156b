extension AvailabilityRules {
    /// Replaces what is wanted of an instructor's rules in one brand.
    ///
    /// - Parameter wanted: the rules as they should be; their version does not matter.
    /// - Returns: the rules with a version one higher; nothing to write when they are the same.
    package func replaced(by wanted: AvailabilityRules) -> Changes {
        var next = wanted
        next.version = version
        guard next != self else { return Changes() }
        next.version = version + 1
        var changes = Changes()
        changes.rules = next
        return changes
    }
}
