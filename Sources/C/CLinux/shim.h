// What Swift's Glibc module leaves out: epoll, eventfd, signalfd, accept4, memmem, crypt.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <crypt.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// The C library's declarations that Swift sees only with _GNU_SOURCE, under names of our own.
static inline int linux_accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) {
    extern int accept4(int, struct sockaddr *, socklen_t *, int);
    return accept4(fd, address, length, flags);
}
static inline void *linux_memmem(const void *haystack, size_t n, const void *needle, size_t m) {
    extern void *memmem(const void *, size_t, const void *, size_t);
    return memmem(haystack, n, needle, m);
}
// epoll_event holds a packed union that Swift imports awkwardly: the 64-bit member alone is used.
static inline struct epoll_event linux_epoll_event(uint32_t events, uint64_t data) {
    struct epoll_event event = {.events = events, .data = {.u64 = data}};
    return event;
}
static inline uint64_t linux_epoll_data(const struct epoll_event *event) { return event->data.u64; }
