import AppointmentService
import Foundation
import Hosting

@main struct Main {
    static func main() {
        exit(
            AppointmentDaemon.run(
                arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment))
    }
}
