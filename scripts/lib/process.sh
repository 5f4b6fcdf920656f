# Background processes that outlive the command that started them. Sourced after common.sh.
#
# DIR/NAME.pid holds two words, the pid and the start time from /proc/PID/stat. A process is ours only while both are
# right, so a number that the system has given to somebody else is never signalled.

# process_stat PID: state letter, parent and start time of a live process; fails when there is none (a zombie is none).
process_stat() {
    local line fields
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    read -ra fields <<<"${line##*) }"
    [ "${fields[0]}" != Z ] && [ "${fields[0]}" != X ] || return 1
    echo "${fields[0]} ${fields[1]} ${fields[19]}"
}

# process_spawn DIR NAME COMMAND…: starts it in a session of its own, its output in DIR/log/NAME.log. It inherits nothing
# else of ours: a parent that waits for the end of its pipe or socket to us would wait for the daemon's end.
process_spawn() {
    local dir=$1 name=$2
    shift 2
    mkdir -p "$dir/log"
    (
        exec >>"$dir/log/$name.log" 2>&1 </dev/null
        close_inherited
        # A background child of a script ignores SIGINT and SIGQUIT; a daemon must get them back.
        exec setsid env --default-signal=INT,QUIT "$@"
    ) &
    process_record "$dir" "$name" $!
}

# Closes every descriptor from 3 on.
close_inherited() {
    local fd
    for fd in /proc/self/fd/*; do
        fd=${fd##*/}
        [ "$fd" -le 2 ] || eval "exec $fd>&-"
    done
}

process_record() {
    local state parent start
    read -r state parent start <<<"$(process_stat "$3")"
    echo "$3 ${start:-gone}" >"$1/$2.pid"
}

# process_pid DIR NAME: the pid while that very process lives; fails otherwise.
process_pid() {
    local pid start state parent actual
    [ -s "$1/$2.pid" ] || return 1
    read -r pid start <"$1/$2.pid"
    read -r state parent actual <<<"$(process_stat "$pid")"
    [ -n "$start" ] && [ "$actual" = "$start" ] || return 1
    echo "$pid"
}

process_gone() {
    ! process_pid "$1" "$2" >/dev/null
}

# process_answers DIR NAME SECONDS COMMAND…: tries the command until it succeeds; fails when the time is over or the
# process has ended.
process_answers() {
    local dir=$1 name=$2 seconds=$3
    shift 3
    until_ok "$seconds" process_answers_or_gone "$dir" "$name" "$@" && ! process_gone "$dir" "$name"
}

process_answers_or_gone() {
    local dir=$1 name=$2
    shift 2
    process_gone "$dir" "$name" || "$@"
}

# process_paused DIR NAME: it is there and stopped by SIGSTOP.
process_paused() {
    local pid state rest
    pid=$(process_pid "$1" "$2") || return 1
    read -r state rest <<<"$(process_stat "$pid")"
    [ "$state" = T ]
}

# process_signal DIR NAME SIGNAL…: in that order; says nothing when the process is gone.
process_signal() {
    local dir=$1 name=$2 pid signal
    shift 2
    for signal; do
        pid=$(process_pid "$dir" "$name") || return 0
        kill "-$signal" "$pid" 2>/dev/null || true
    done
}

# process_stop DIR NAME SIGNAL SECONDS: asks with SIGNAL, insists with SIGKILL when the time is over.
process_stop() {
    process_signal "$1" "$2" "$3" CONT
    until_ok "$4" process_gone "$1" "$2" || process_signal "$1" "$2" KILL
    until_ok 5 process_gone "$1" "$2" || die "$2 (pid $(process_pid "$1" "$2")) does not end"
    rm -f "$1/$2.pid"
}

# process_tree PID: the pid and its direct children, parent first.
process_tree() {
    echo "$1"
    pgrep -P "$1" || true
}

# processes_ended PID…: none of them runs any more.
processes_ended() {
    local pid
    for pid; do
        ! process_stat "$pid" >/dev/null || return 1
    done
}

# The last lines of a log, indented, for a failure message.
show_log() {
    [ -s "$1" ] || return 0
    echo "    last lines of $1:" >&2
    tail -n "${2:-15}" "$1" | sed 's/^/    | /' >&2
}
