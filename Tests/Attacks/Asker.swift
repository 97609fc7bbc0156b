import TestSupport

/// Everybody who could ask: each kind of caller of the own brand, then each of another.
enum Asker: CaseIterable, Sendable {
    case nobody, link, student, fellow, instructor, colleague, admin, service
    case strangeLink, strangeStudent, strangeInstructor, strangeAdmin, strangeService

    /// Those whom the brand knows, and nobody.
    static let own = allCases.filter { !$0.isStranger }

    /// Whether its credentials are another brand's.
    var isStranger: Bool {
        switch self {
        case .strangeLink, .strangeStudent, .strangeInstructor, .strangeAdmin, .strangeService: true
        default: false
        }
    }

    /// Whether it books for itself.
    var isStudent: Bool { [.student, .fellow, .strangeStudent].contains(self) }

    /// Whether it acts for the brand and sees what students do not.
    var isStaff: Bool { [.instructor, .colleague, .admin, .service].contains(self) }

    /// Its credentials; nil has none.
    func token(in cast: Cast) -> String? {
        switch self {
        case .nobody: nil
        case .link: cast.link
        case .student: cast.own.studentToken
        case .fellow: cast.fellowToken
        case .instructor: cast.own.instructorToken
        case .colleague: cast.colleagueToken
        case .admin: cast.own.admin
        case .service: cast.own.service
        case .strangeLink: cast.otherLink
        case .strangeStudent: cast.other.studentToken
        case .strangeInstructor: cast.other.instructorToken
        case .strangeAdmin: cast.other.admin
        case .strangeService: cast.other.service
        }
    }
}
