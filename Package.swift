// swift-tools-version: 6.2
// The map of Coachbook: targets stand in the order in which a request meets them.
import PackageDescription

/// Rules that make the direction of imports, and memory safety, a failing build.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .treatAllWarnings(as: .error),
]
let whole: [Target.Dependency] = [
    "coachbook", "BookingAPI", "BookingStore", "HTTP", "LocalStack", "Scheduling", "System", "TestSupport",
]
let pure: [SwiftSetting] = house + [.strictMemorySafety()]  // its warnings are errors too

let package = Package(
    name: "coachbook",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),  // the command line
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),  // digests, constant-time comparison
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),  // log lines
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),  // words of messages
    ],
    targets: [
        // Doors to C.
        .systemLibrary(name: "CFastCGI", pkgConfig: "fcgi", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CMariaDB", pkgConfig: "libmariadb", providers: [.apt(["libmariadb-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CSystem"),
        // The few calls of the operating system that Swift lacks, or that several targets need.
        .target(name: "System", dependencies: ["CSystem"], swiftSettings: house),
        // Values of HTTP: request, response, problem, JSON. No I/O.
        .target(name: "HTTP", swiftSettings: pure),
        // nginx's FastCGI connection, turned into HTTP values and back.
        .target(name: "FastCGI", dependencies: ["CFastCGI", "HTTP", "System"], swiftSettings: house),
        // Moments, dates, zones and their rules: of use to anybody. No I/O, no clock.
        .target(name: "CivilTime", swiftSettings: pure),
        // The domain: values, rules, and what the rules need from outside (ports). No I/O, no clock.
        .target(name: "Scheduling", dependencies: ["CivilTime"], swiftSettings: pure),
        // The route table, who may call, one file per endpoint.
        .target(
            name: "BookingAPI",
            dependencies: ["HTTP", "Scheduling", .product(name: "Crypto", package: "swift-crypto")],
            resources: [.embedInCode("Operations/openapi.json")],
            swiftSettings: pure
        ),
        // The ports on MariaDB.
        .target(name: "BookingStore", dependencies: ["Scheduling", "CMariaDB", "System"], swiftSettings: house),
        // libcurl: HTTP and SMTP to the providers, with deadlines.
        .target(name: "Outbound", dependencies: ["CCurl"], swiftSettings: house),
        // From an outbox row to words, and to the provider that carries them.
        .target(
            name: "Notifications",
            dependencies: [
                "Scheduling", "Outbound",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            exclude: ["Templates/README.md"],
            resources: [.embedInCode("Templates")],  // no bundle beside the binary
            swiftSettings: pure
        ),
        // The door to the system's time-zone database.
        .target(name: "ZoneInfo", dependencies: ["Scheduling", "System"], swiftSettings: pure),
        // A private MariaDB and nginx in a directory, for the demo and the tests.
        .target(name: "LocalStack", dependencies: ["System"], swiftSettings: house),
        // The executable: one file per command; opens the doors, wires, serves.
        .executableTarget(
            name: "coachbook",
            dependencies: [
                "HTTP", "FastCGI", "Scheduling", "BookingAPI", "BookingStore", "Outbound", "Notifications", "ZoneInfo",
                "LocalStack", "System",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/Coachbook",
            swiftSettings: house
        ),
        // Stores, fixtures and clients for the tests below.
        .target(
            name: "TestSupport",
            dependencies: ["HTTP", "Scheduling", "BookingAPI", "BookingStore", "ZoneInfo", "LocalStack", "System"],
            path: "Tests/TestSupport",
            resources: [.copy("Fixtures")],
            swiftSettings: house
        ),
        .executableTarget(
            name: "fastcgi-echo",
            dependencies: ["FastCGI", "HTTP"],
            path: "Tests/FastCGIEcho",
            swiftSettings: house
        ),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "TestSupport"]),
        .testTarget(name: "CivilTimeTests", dependencies: ["CivilTime", "TestSupport"]),
        .testTarget(name: "SchedulingTests", dependencies: ["Scheduling", "TestSupport"]),
        .testTarget(name: "ZoneInfoTests", dependencies: ["ZoneInfo", "Scheduling", "TestSupport"]),
        .testTarget(
            name: "FastCGITests",
            dependencies: ["FastCGI", "HTTP", "LocalStack", "TestSupport", "System", "fastcgi-echo"]
        ),
        .testTarget(name: "BookingAPITests", dependencies: ["BookingAPI", "HTTP", "Scheduling", "TestSupport"]),
        .testTarget(
            name: "BookingStoreTests",
            dependencies: ["BookingAPI", "BookingStore", "HTTP", "Scheduling", "LocalStack", "TestSupport", "System"]
        ),
        .testTarget(name: "OutboundTests", dependencies: ["Outbound", "TestSupport"]),
        .testTarget(
            name: "NotificationsTests",
            dependencies: ["Notifications", "Outbound", "Scheduling", "TestSupport"]
        ),
        // The whole product: nginx, workers and a database of its own, as people, attackers and bad days meet it.
        .testTarget(name: "Journeys", dependencies: whole + ["Notifications"]),
        .testTarget(name: "Attacks", dependencies: whole),
        .testTarget(name: "Chaos", dependencies: whole),
        // Whatever measures time.
        .testTarget(name: "Load", dependencies: whole + ["FastCGI", "Notifications"], exclude: ["mix.lua"]),
    ]
)
for target in package.targets where target.type == .test { target.swiftSettings = house }

if Context.environment["COACHBOOK_FUZZ"] != nil {  // libFuzzer brings a main function and wants flags: make fuzz
    let fuzz = Target.executableTarget(name: "fuzz", path: "Tests/Fuzz", exclude: ["Seeds"], swiftSettings: house)
    fuzz.dependencies = whole.dropFirst() + ["CFastCGI", "CivilTime", "FastCGI", "ZoneInfo", "Notifications"]
    fuzz.linkerSettings = [.unsafeFlags(["-sanitize=fuzzer,address", "-Xlinker", "-zmuldefs"])]
    package.targets.append(fuzz)
    let flags: SwiftSetting = .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing", "-assert-config", "Debug"])
    for target in package.targets { target.swiftSettings?.append(flags) }
}
