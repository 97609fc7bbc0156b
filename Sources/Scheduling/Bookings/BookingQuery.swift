/// Which bookings to list.
package struct BookingQuery: Hashable, Sendable {
    /// The brand.
    package var brandID: ID<Brand>

    /// Only that instructor's; nil is every one's.
    package var instructorID: ID<Instructor>?

    /// Only that student's; nil is every one's.
    package var studentID: ID<Student>?

    /// Only pending or confirmed ones that end after now.
    package var upcomingOnly: Bool

    /// Only those in that state; nil is any.
    package var status: BookingStatus?

    /// Only those that start at or after it.
    package var from: Moment?

    /// Only those that start before it.
    package var to: Moment?

    /// Only those after this place in the order.
    package var after: (startAt: Moment, id: ID<Booking>)? {
        get { afterStart.flatMap { start in afterID.map { (start, $0) } } }
        set { (afterStart, afterID) = (newValue?.startAt, newValue?.id) }
    }
    private var afterStart: Moment?
    private var afterID: ID<Booking>?

    /// How many at most.
    package var limit: Int

    /// Takes the brand and limit; every condition is off.
    package init(brandID: ID<Brand>, limit: Int) {
        self.brandID = brandID
        self.limit = limit
        upcomingOnly = false
    }
}
