/// What people call a time zone, and how they count hours there.
struct ZonePlace {
    /// `America`, of the zone's present name.
    private let area: Substring

    /// `Argentina/Buenos_Aires`, of the same.
    private let rest: Substring

    /// Whether people count hours from 1 to 12 and say am and pm.
    var countsToTwelve: Bool {
        area == "America"
            ? !ZonePlace.othersInAmerica.contains(rest) : ZonePlace.twelveHours[area]?.contains(rest) ?? false
    }

    /// The zone of an IANA name, which need not exist.
    init(_ name: String) {
        let name = ZonePlace.presentNames[name] ?? name
        area = name.prefix { $0 != "/" }
        rest = name.dropFirst(area.count + 1)
    }

    /// The city whose clock it is, which is the last part of the name; nil for `UTC` and zones that are mere offsets.
    var city: String? {
        if rest.isEmpty || area == "Etc" { return nil }
        let last = rest.split(separator: "/").last ?? rest
        if let spelled = ZonePlace.spelled[last] { return spelled }
        let words = last.split(separator: "_").joined(separator: " ")
        return words.hasPrefix("St ") ? "St. " + words.dropFirst(3) : words
    }

    /// The city in German; nil where that is the same.
    var germanCity: String? { city.flatMap { ZonePlace.german[$0] } }

    /// The zone's time in German; nil where it is `Zeit in` and the city.
    var germanTime: String? { city.flatMap { ZonePlace.germanTimes[$0] } }

    /// Last parts that are written in another way, or name no place that people would know.
    private static let spelled: [Substring: String] = [
        "Canary": "Canary Islands", "Center": "North Dakota", "Christmas": "Christmas Island", "Cocos": "Cocos Islands",
        "Comoro": "Comoros", "DumontDUrville": "Dumont d'Urville", "Easter": "Easter Island",
        "Ho_Chi_Minh": "Ho Chi Minh City", "Midway": "Midway Islands", "Reunion": "R\u{E9}union",
        "St_Johns": "St. John's",
        "Wake": "Wake Island",
    ]

    private static let german: [String: String] = [
        "Addis Ababa": "Addis Abeba", "Algiers": "Algier", "Athens": "Athen",
        "Azores": "Azoren", "Baghdad": "Bagdad", "Belgrade": "Belgrad", "Brussels": "Brüssel", "Bucharest": "Bukarest",
        "Busingen": "Büsingen", "Cairo": "Kairo", "Canary Islands": "Kanaren", "Copenhagen": "Kopenhagen",
        "Damascus": "Damaskus", "Easter Island": "Osterinsel", "Faroe": "Färöer", "Havana": "Havanna",
        "Hong Kong": "Hongkong", "Kolkata": "Kalkutta",
        "Kyiv": "Kiew", "Lisbon": "Lissabon", "Luxembourg": "Luxemburg", "Maldives": "Malediven",
        "Mexico City": "Mexiko-Stadt", "Moscow": "Moskau", "Nicosia": "Nikosia", "Prague": "Prag", "Rome": "Rom",
        "Singapore": "Singapur", "Tehran": "Teheran", "Tokyo": "Tokio", "Vatican": "Vatikanstadt", "Vienna": "Wien",
        "Warsaw": "Warschau", "Yerevan": "Jerewan", "Zurich": "Zürich",
    ]

    private static let germanTimes: [String: String] = [
        "Azores": "Zeit auf den Azoren", "Berlin": "Berliner Zeit", "Canary Islands": "Zeit auf den Kanaren",
        "Cape Verde": "Zeit auf den Kapverden", "Easter Island": "Zeit auf der Osterinsel",
        "Faroe": "Zeit auf den Färöern", "Isle of Man": "Zeit auf der Isle of Man", "Jamaica": "Zeit auf Jamaika",
        "Madeira": "Zeit auf Madeira", "Maldives": "Zeit auf den Malediven", "Malta": "Zeit auf Malta",
        "Mauritius": "Zeit auf Mauritius", "Vienna": "Wiener Zeit", "Zurich": "Zürcher Zeit",
    ]
}
