// BookingAPI
