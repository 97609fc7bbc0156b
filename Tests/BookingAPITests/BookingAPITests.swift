// BookingAPITests
