import Foundation
import Hosting
import NotificationService

@main struct Main {
    static func main() {
        exit(
            NotificationDaemon.run(
                arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment))
    }
}
