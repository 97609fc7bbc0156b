extension ZonePlace {
    /// Where hours are counted to twelve, but for America.
    ///
    /// These are the zones, by tzdata's `zone.tab` of 2025b, of countries that prefer it in Unicode's CLDR 46
    /// (`supplemental/timeData`).
    static let twelveHours: [Substring: Set<Substring>] = [
        "Africa": names(
            """
            Accra Addis_Ababa Algiers Asmara Asmera Banjul Blantyre Cairo Djibouti El_Aaiun Freetown Juba Khartoum Lusaka \
            Maseru Mbabane Mogadishu Monrovia Ndjamena Nouakchott Tripoli Tunis Windhoek
            """
        ),
        "Antarctica": names("Macquarie"),
        "Asia": names(
            """
            Aden Amman Baghdad Bahrain Beirut Brunei Damascus Dhaka Dubai Famagusta Gaza Hebron Hong_Kong Karachi Kolkata \
            Kuala_Lumpur Kuching Kuwait Macau Manila Muscat Nicosia Phnom_Penh Pyongyang Qatar Riyadh Seoul Singapore \
            Taipei Thimphu
            """
        ),
        "Atlantic": names("Bermuda"),
        "Australia": names(
            "Adelaide Brisbane Broken_Hill Currie Darwin Eucla Hobart Lindeman Lord_Howe Melbourne Perth Sydney"
        ),
        "Europe": names("Athens Tirane"),
        "Pacific": names(
            """
            Apia Auckland Bougainville Chatham Chuuk Easter Efate Fiji Galapagos Guadalcanal Guam Honolulu Johnston Kanton \
            Kiritimati Kosrae Kwajalein Majuro Midway Pago_Pago Palau Pohnpei Port_Moresby Saipan Tarawa Tongatapu Wake Yap
            """
        ),
    ]

    /// Where in America hours are counted to 24, by the same sources.
    static let othersInAmerica = names(
        """
        Anguilla Araguaina Aruba Bahia Belem Belize Boa_Vista Campo_Grande Cayenne Cuiaba Curacao Danmarkshavn Eirunepe \
        Fortaleza Guadeloupe Kralendijk Lower_Princes Maceio Manaus Marigot Martinique Miquelon Montserrat Noronha Nuuk \
        Paramaribo Port-au-Prince Porto_Velho Recife Rio_Branco Santarem Sao_Paulo Scoresbysund St_Barthelemy Thule
        """
    )

    private static func names(_ text: String) -> Set<Substring> { Set(text.split(separator: " ")) }
}
