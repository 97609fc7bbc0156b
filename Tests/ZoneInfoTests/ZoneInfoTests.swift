// ZoneInfoTests
