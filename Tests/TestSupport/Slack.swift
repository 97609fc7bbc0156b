import LocalStack
import System

/// How many times longer than usual things may take where a test measures time: COACHBOOK_SLACK, by which `.ci/sanitize`
/// asks for more; 1 or more.
package let slack = max(1, currentEnvironment().value(of: "COACHBOOK_SLACK").flatMap { Int($0) } ?? 1)
