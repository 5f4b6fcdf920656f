import AuthService
import Foundation
import Hosting

@main struct Main {
    static func main() {
        exit(
            AuthDaemon.run(
                arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment))
    }
}
