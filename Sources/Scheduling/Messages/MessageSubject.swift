/// What a message is about.
package struct MessageSubject: Hashable, Sendable {
    /// The booking as it is now.
    package let booking: Booking

    /// Its brand.
    package let brand: Brand

    /// Its instructor.
    package let instructor: Instructor

    /// The cutoff that the instructor has set in the brand, in hours.
    package let cutoffHours: Int

    package init(booking: Booking, brand: Brand, instructor: Instructor, cutoffHours: Int) {
        self.booking = booking
        self.brand = brand
        self.instructor = instructor
        self.cutoffHours = cutoffHours
    }

    /// The same about the booking as a reader sees it, whose hold may have ended meanwhile.
    package func about(_ booking: Booking) -> MessageSubject {
        MessageSubject(booking: booking, brand: brand, instructor: instructor, cutoffHours: cutoffHours)
    }
}
