/// How much a JSON text may hold.
package struct JSONLimits: Sendable {
    /// How deep arrays and objects may lie in each other.
    package let depth: Int

    /// How many values there may be, those inside arrays and objects included.
    package let values: Int

    /// How many members its objects may have together.
    package let members: Int

    /// Those of a request's body.
    ///
    /// The largest body of the contract has 200 windows and 730 overrides: 3 levels, 6,200 values, 5,200 members.
    package static let request = JSONLimits(depth: 8, values: 8000, members: 6000)

    /// Those of a text that we made ourselves.
    package static let answer = JSONLimits(depth: 64, values: .max, members: .max)
}
