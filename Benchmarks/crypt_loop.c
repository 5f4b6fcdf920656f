/* A bare bcrypt loop: what the cores can do at these rounds.  cc -O2 -pthread crypt_loop.c -lcrypt
   usage: crypt_loop ROUNDS THREADS SECONDS; prints hashes per second. */
#define _GNU_SOURCE
#include <crypt.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static atomic_long hashes;
static double deadline;
static char setting[64];

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void *work(void *unused) {
    struct crypt_data *scratch = calloc(1, sizeof *scratch);
    while (now() < deadline) {
        if (!crypt_r("correct horse battery", setting, scratch)) abort();
        if (now() < deadline) atomic_fetch_add(&hashes, 1);
    }
    free(scratch);
    return unused;
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    snprintf(setting, sizeof setting, "$2b$%02d$abcdefghijklmnopqrstuu", atoi(arguments[1]));
    int threads = atoi(arguments[2]);
    double seconds = atof(arguments[3]);
    deadline = now() + seconds;
    pthread_t handles[256];
    if (threads > 256) return 2;
    for (int i = 0; i < threads; i++) pthread_create(&handles[i], NULL, work, NULL);
    for (int i = 0; i < threads; i++) pthread_join(handles[i], NULL);
    printf("%.2f\n", hashes / seconds);
    return 0;
}
