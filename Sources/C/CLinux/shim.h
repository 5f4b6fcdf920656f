// What Swift's Glibc module leaves out: epoll, eventfd, signalfd, accept4, memmem, crypt, mallopt.
// No _GNU_SOURCE here: it changes structures that the Glibc module has already defined.
#pragma once
#include <crypt.h>
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
