/// Where the package lies.
package enum Checkout {
    /// The absolute path of the package, found from this file's.
    package static var path: String {
        #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    }
}
