// BookingStoreTests
