import AppointmentDomain

/// Learns of every change that was committed, before anybody is told of it: what was cached of the two people's lists is forgotten, and
/// the event gets published at once. It may get no word at all when the process dies: entries end by themselves, the relay looks.
protocol CommitObserver {
    func committed(_ appointment: Appointment) async
}
