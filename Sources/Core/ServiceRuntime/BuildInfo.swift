/// Which release this is: in `--version`, in the start-up log line and in the `build_info` metric.
package enum BuildInfo {
    package static let version = "1.0.0"
}
