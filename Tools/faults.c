/* Sets a program's clock and takes its disk away while it runs: a library for LD_PRELOAD, made for the tests.
 *
 * ANPI_FAULTS names a file of 16 bytes that the test writes and the program sees at once: how many seconds the wall's clock is
 * ahead of the machine's (64 bits), the error that every change of a file below the folder ANPI_FAULTS_BELOW ends with (32
 * bits, 0 for none), and whether reading ends with it too (32 bits). Memory that is shared through a file goes on working, as
 * it does when a real volume is lost. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct faults {
    int64_t seconds;
    int32_t error;
    int32_t reads;
};

static volatile const struct faults none;
static volatile const struct faults *faults = &none;
static const char *below;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("ANPI_FAULTS");
    below = getenv("ANPI_FAULTS_BELOW");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *memory = mmap(NULL, sizeof *faults, PROT_READ, MAP_SHARED, file, 0);
    if (memory != MAP_FAILED) faults = memory;
    close(file);
}

static int is_below(const char *path) { return below && strncmp(path, below, strlen(below)) == 0; }

/* The error for this file, or 0. */
static int trouble(int file, int reads) {
    int error = faults->error;
    if (error == 0 || (reads && !faults->reads)) return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path) ? error : 0;
}

#define REFUSE(file, reads) \
    do { \
        int error = trouble(file, reads); \
        if (error) { \
            errno = error; \
            return -1; \
        } \
    } while (0)
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int clock_gettime(clockid_t clock, struct timespec *now) {
    static __typeof__(&clock_gettime) next;
    if (!next) next = NEXT(clock_gettime);
    int result = next(clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += faults->seconds;
    return result;
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    REFUSE(file, 0);
    return NEXT(pwrite64)(file, bytes, count, offset);
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
    REFUSE(file, 1);
    return NEXT(pread64)(file, bytes, count, offset);
}

int fdatasync(int file) {
    REFUSE(file, 0);
    return NEXT(fdatasync)(file);
}

int ftruncate64(int file, off64_t length) {
    REFUSE(file, 0);
    return NEXT(ftruncate64)(file, length);
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    int changes = flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC);
    if (faults->error && (changes || faults->reads) && is_below(path)) {
        errno = faults->error;
        return -1;
    }
    return NEXT(open64)(path, flags, mode);
}
