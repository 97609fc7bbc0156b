@testable import CivilTime

/// A TZif file, against the plain reading of its transitions and of its yearly rule.
@Sendable
func zone(_ input: [UInt8]) {
    guard let rules = TZif(input) else {
        expect(Zone(name: "Fuzz", tzif: input) == nil, "a file that is refused makes a zone")
        return
    }
    guard let zone = Zone(name: "Fuzz", tzif: input) else { fatalError("a file that is read makes no zone") }
    let clock = PlainClock(rules)
    var probe = Probe(input)
    var places = [0, 1_795_348_800, 253_402_300_799, -30_000_000_000].map { $0 + probe.upTo(86_400) }
    for _ in 0..<8 { places.append(1_700_000_000 + probe.upTo(400) * 366 * 86_400 + probe.upTo(86_400)) }
    for _ in 0..<4 {
        if let transition = rules.transitions.dropFirst(probe.upTo(max(1, rules.transitions.count))).first {
            places += [transition.at - 1, transition.at, transition.at + probe.upTo(7200)]
        }
    }
    for transition in (rules.footer?.transitions(inYear: 1971 + probe.upTo(800)) ?? []) {
        places += [transition.at - 1, transition.at, transition.at + probe.upTo(7200)]
    }
    check(zone, clock, places.sorted(), &probe)
}

/// A POSIX rule alone, as the footer of a file without transitions.
@Sendable
func footer(_ input: [UInt8]) {
    let head =
        Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + [0, 0, 0, 0].repeated(4) + [0, 0, 0, 1, 0, 0, 0, 4]
    let block = head + [0, 0, 0, 0, 0, 0] + Array("LMT\0".utf8)
    zone(block + block + [10] + input + [10])
}

private func check(_ zone: Zone, _ clock: PlainClock, _ places: [Int], _ probe: inout Probe) {
    var wall = WallClock(zone)
    var last = Int.min
    for place in places {
        let offset = clock.offset(at: place)
        let moment = Moment(seconds: place)
        expect(zone.offsetSeconds(at: moment) == offset, "\(place): \(zone.offsetSeconds(at: moment)), not \(offset)")
        expect(wall.offsetSeconds(at: moment) == offset, "\(place): the wall clock differs")
        let read = zone.localDate(at: moment).dayNumber * 1440 + zone.localTime(at: moment).minutes
        expect(read == (place + offset).quotient(flooredBy: 60), "\(place): \(read) is not what the clock shows")
        // Bounds: reached, not before, and never falling as the local time rises.
        let bound = zone.bound(localSeconds: place).seconds
        expect(bound + clock.offset(at: bound) >= place, "\(place) is not reached at \(bound)")
        for step in [1, 1 + probe.upTo(3600), 1 + probe.upTo(200_000)] {
            expect(
                bound - step + clock.offset(at: bound - step) < place,
                "\(place) is reached \(step) s before \(bound)"
            )
        }
        expect(bound >= last, "the bound falls from \(last) to \(bound)")
        last = bound
    }
}

/// Reads a file's offsets without any preparation: of all that has happened, the last counts.
private struct PlainClock {
    private let rules: TZif

    init(_ rules: TZif) { self.rules = rules }

    func offset(at second: Int) -> Int {
        let explicit = rules.transitions.last { $0.at <= second }
        guard let footer = rules.footer, explicit?.at == rules.transitions.last?.at else {
            return explicit?.offset ?? rules.initialOffset
        }
        if footer.summer == nil { return footer.standardOffset }
        let year = LocalDate(dayNumber: second.quotient(flooredBy: 86_400)).year
        let yearly = (year - 2...year + 2).flatMap(footer.transitions).filter {
            $0.at <= second && $0.at > explicit?.at ?? .min
        }
        var last = explicit
        for transition in yearly where transition.at >= last?.at ?? .min { last = transition }
        return last?.offset ?? rules.initialOffset
    }
}

/// Numbers that depend on nothing but the input, so that a finding can be found again.
private struct Probe {
    private var state: UInt64

    init(_ input: [UInt8]) {
        state = input.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }

    /// At least zero, and below `limit`.
    mutating func upTo(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }
}

extension [UInt8] {
    fileprivate func repeated(_ count: Int) -> [UInt8] { (0..<count).flatMap { _ in self } }
}
