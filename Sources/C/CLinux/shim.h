// What Swift's Glibc module leaves out: epoll, eventfd, signalfd, accept4, memmem, crypt, mallopt.
// No _GNU_SOURCE here: it changes structures that the Glibc module has already defined.
#pragma once
#include <crypt.h>
#include <linux/filter.h>
#include <malloc.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

// Declared by the C library only under _GNU_SOURCE.
extern int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags);
extern void *memmem(const void *haystack, size_t n, const void *needle, size_t m);
extern int pthread_setname_np(pthread_t thread, const char *name);

// epoll_event is a packed structure around a union, which Swift imports awkwardly: the 64-bit member alone is used.
static inline struct epoll_event linux_epoll_event(uint32_t events, uint64_t data) {
    struct epoll_event event = {.events = events, .data = {.u64 = data}};
    return event;
}
static inline uint64_t linux_epoll_data(const struct epoll_event *event) { return event->data.u64; }

// A socket filter sees a segment from its TCP header on; octet 13 holds the flags. Drops what has SYN set, passes the rest. 0 or -1 with errno.
static inline int linux_refuse_handshakes(int listener) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x02, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0xFFFFFFFF),
    };
    struct sock_fprog program = {.len = 4, .filter = code};
    return setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}
