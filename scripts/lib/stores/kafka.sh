# The local Kafka-compatible broker and the guard in front of it; clients know the guard's port only. It is not Apache
# Kafka: see scripts/broker/guard.py. Sourced by scripts/stores after state.sh and broker.sh; DIR is set by the command.
#
# Two processes: `kafka` is the guard, `noida` the broker with the log.

# With how many days they keep what they are given: KAFKA_EVENT_RETENTION and KAFKA_DEAD_LETTER_RETENTION; without for ever.
TOPICS=(appointment-events:6:7 appointment-events.DLT:1:30 audit-checkpoints:1)

kafka_prepare() {
    [ -x "$BROKER" ] || die "the broker is not installed: run scripts/install"
    process_gone "$DIR" noida && state_port noida '' 3
    process_gone "$DIR" kafka || return 0
    state_port kafka 9092 2
}

kafka_spawn() {
    mkdir -p "$DIR/kafka"
    process_gone "$DIR" noida && noida_spawn
    process_spawn "$DIR" kafka "$PYTHON" "$ROOT/scripts/broker/guard.py" "$(state_get kafka.port)" "$(state_get noida.port)"
}

noida_spawn() {
    process_spawn "$DIR" noida "$BROKER" start --only kafka --host 127.0.0.1 --kafka-port "$(state_get noida.port)" \
        --data-dir "$DIR/kafka"
}

# Answering means: the topics are there.
kafka_wait() {
    local start
    start=$(now_ms)
    process_pid "$DIR" noida >/dev/null || noida_spawn
    "$PYTHON" "$ROOT/scripts/broker/topics.py" --wait 30 "127.0.0.1:$(state_get kafka.port)" "${TOPICS[@]}" || {
        show_log "$DIR/log/noida.log"
        show_log "$DIR/log/kafka.log"
        die "the Kafka broker does not start"
    }
    done_in "$start" "Kafka-compatible broker on 127.0.0.1:$(state_get kafka.port)"
}

kafka_topic() {
    "$PYTHON" "$ROOT/scripts/broker/topics.py" --wait 10 "127.0.0.1:$(state_get kafka.port)" "$1:$2"
}

# The guard first: what it has answered is then on its way into the snapshot that the broker writes on SIGTERM.
kafka_stop() {
    process_signal "$DIR" noida CONT
    process_stop "$DIR" kafka TERM 5
    process_stop "$DIR" noida TERM 20
}

kafka_port_closed() {
    ! port_taken "$(state_get kafka.port)"
}

kafka_port_open() {
    port_taken "$(state_get kafka.port)"
}

kafka_cut() {
    process_pid "$DIR" kafka >/dev/null || die "the broker does not run"
    process_signal "$DIR" kafka USR1
    until_ok 10 kafka_port_closed || die "the guard does not close its port"
}

kafka_mend() {
    process_pid "$DIR" kafka >/dev/null || die "the broker does not run"
    process_signal "$DIR" kafka USR2
    until_ok 10 kafka_port_open || die "the guard does not open its port"
}

kafka_environment() {
    echo "KAFKA_BROKERS=127.0.0.1:$(state_get kafka.port)"
}
