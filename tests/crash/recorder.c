/* Notes what a process does to the files under one folder, in order, so that a power cut at any point can be played.

   gcc -shared -fPIC -O1 -o recorder.so recorder.c -ldl -lpthread
   LD_PRELOAD=recorder.so RECORD_ROOT=/folder RECORD_LOG=/elsewhere/log python …

   One record: kind (1 byte), handle (i32), at (i64), n (i64), n bytes; numbers little-endian as the machine has them.
   O opened (at = 1 when it was made, 2 when it was emptied; bytes = path)   C closed    W written at `at`   T cut to `at`
   S sync begins   E sync ended (at = its result)   U unlinked   R renamed (old NUL new)   M folder made
   A what was said on standard output

   RECORD_FAIL_SYNC=n lets the nth sync fail with EIO without being done, once. Under Linux what it should have written is
   then marked clean and never written: that is what whoever plays the record makes of it.
   Files whose name ends in -shm are memory and not noted. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 4096
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[4096];
static size_t n_root;
static int record = -1;
static char known[MOST]; /* handles that are noted */
static long fail_at = 0, n_syncs = 0;

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("RECORD_ROOT"), *log = getenv("RECORD_LOG"), *fail = getenv("RECORD_FAIL_SYNC");
    if (!where || !log) return;
    strncpy(root, where, sizeof root - 1);
    n_root = strlen(root);
    record = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (record >= 0 && record < 200) { /* out of the way of handles that the program makes */
        int high = fcntl(record, F_DUPFD_CLOEXEC, 900);
        if (high >= 0) { syscall(SYS_close, record); record = high; }
    }
    if (fail) fail_at = atol(fail);
    unsetenv("LD_PRELOAD");
}

static int is_ours(const char *path) {
    size_t n = strlen(path);
    if (record < 0 || strncmp(path, root, n_root) || (path[n_root] && path[n_root] != '/')) return 0;
    return !(n > 4 && !strcmp(path + n - 4, "-shm"));
}

static int is_known(int fd) { return record >= 0 && fd >= 0 && fd < MOST && known[fd]; }

static void note(char kind, int fd, int64_t at, const void *data, int64_t n) {
    char head[21];
    int32_t handle = fd;
    int kept = errno;
    head[0] = kind;
    memcpy(head + 1, &handle, 4);
    memcpy(head + 5, &at, 8);
    memcpy(head + 13, &n, 8);
    struct iovec parts[2] = {{head, sizeof head}, {(void *)data, (size_t)n}};
    syscall(SYS_writev, record, parts, n ? 2 : 1);
    errno = kept;
}

#define REAL(name, ...) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static int opened(int fd, const char *path, int flags, int was_there) {
    if (fd >= 0 && fd < MOST) {
        known[fd] = 1;
        note('O', fd, !was_there ? 1 : (flags & O_TRUNC) ? 2 : 0, path, strlen(path));
    }
    return fd;
}

#define OPEN(name) \
int name(const char *path, int flags, ...) { \
    REAL(name); \
    va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
    if (!is_ours(path)) return real(path, flags, mode); \
    struct stat found; \
    pthread_mutex_lock(&lock); \
    int was_there = !stat(path, &found); \
    int fd = opened(real(path, flags, mode), path, flags, was_there); \
    pthread_mutex_unlock(&lock); \
    return fd; \
}
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
int name(int at, const char *path, int flags, ...) { \
    REAL(name); \
    va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
    if (!is_ours(path)) return real(at, path, flags, mode); \
    struct stat found; \
    pthread_mutex_lock(&lock); \
    int was_there = !stat(path, &found); \
    int fd = opened(real(at, path, flags, mode), path, flags, was_there); \
    pthread_mutex_unlock(&lock); \
    return fd; \
}
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    REAL(close);
    if (!is_known(fd)) return real(fd);
    pthread_mutex_lock(&lock);
    known[fd] = 0;
    note('C', fd, 0, NULL, 0);
    int result = real(fd);
    pthread_mutex_unlock(&lock);
    return result;
}

ssize_t write(int fd, const void *data, size_t n) {
    REAL(write);
    if (record >= 0 && fd == 1) {
        pthread_mutex_lock(&lock);
        ssize_t done = real(fd, data, n);
        if (done > 0) note('A', fd, 0, data, done);
        pthread_mutex_unlock(&lock);
        return done;
    }
    if (!is_known(fd)) return real(fd, data, n);
    pthread_mutex_lock(&lock);
    struct stat found;
    int64_t at = lseek(fd, 0, SEEK_CUR);
    if (fcntl(fd, F_GETFL) & O_APPEND && !fstat(fd, &found)) at = found.st_size;
    ssize_t done = real(fd, data, n);
    if (done > 0) note('W', fd, at, data, done);
    pthread_mutex_unlock(&lock);
    return done;
}

#define PWRITE(name, offset) \
ssize_t name(int fd, const void *data, size_t n, offset at) { \
    REAL(name); \
    if (!is_known(fd)) return real(fd, data, n, at); \
    pthread_mutex_lock(&lock); \
    ssize_t done = real(fd, data, n, at); \
    if (done > 0) note('W', fd, at, data, done); \
    pthread_mutex_unlock(&lock); \
    return done; \
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define CUT(name, offset) \
int name(int fd, offset n) { \
    REAL(name); \
    if (!is_known(fd)) return real(fd, n); \
    pthread_mutex_lock(&lock); \
    int result = real(fd, n); \
    if (!result) note('T', fd, n, NULL, 0); \
    pthread_mutex_unlock(&lock); \
    return result; \
}
CUT(ftruncate, off_t)
CUT(ftruncate64, off64_t)

#define SYNC(name) \
int name(int fd) { \
    REAL(name); \
    if (!is_known(fd)) return real(fd); \
    pthread_mutex_lock(&lock); \
    note('S', fd, 0, NULL, 0); \
    int fails = ++n_syncs == fail_at; \
    pthread_mutex_unlock(&lock); \
    int result = fails ? -1 : real(fd); \
    if (fails) errno = EIO; \
    pthread_mutex_lock(&lock); \
    note('E', fd, result, NULL, 0); \
    pthread_mutex_unlock(&lock); \
    return result; \
}
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    REAL(unlink);
    if (!is_ours(path)) return real(path);
    pthread_mutex_lock(&lock);
    int result = real(path);
    if (!result) note('U', -1, 0, path, strlen(path));
    pthread_mutex_unlock(&lock);
    return result;
}

int rename(const char *from, const char *to) {
    REAL(rename);
    if (!is_ours(from) || !is_ours(to)) return real(from, to);
    pthread_mutex_lock(&lock);
    int result = real(from, to);
    if (!result) {
        char both[8192];
        size_t n = strlen(from) + 1, m = strlen(to);
        memcpy(both, from, n);
        memcpy(both + n, to, m);
        note('R', -1, 0, both, n + m);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    if (!is_ours(path)) return real(path, mode);
    pthread_mutex_lock(&lock);
    int result = real(path, mode);
    if (!result) note('M', -1, 0, path, strlen(path));
    pthread_mutex_unlock(&lock);
    return result;
}
