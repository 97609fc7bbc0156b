// ZoneInfo
