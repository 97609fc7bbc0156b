import Glibc

/// The system's words for an error number, such as "Permission denied".
func errorText(_ number: Int32 = errno) -> String {
    String(cString: strerror(number))
}
