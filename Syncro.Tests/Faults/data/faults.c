// What a disk and a clock may do to a process, told by a file that the spec shares with it (SYNCRO_FAULTS).
// Loaded before libc (LD_PRELOAD), so that every call of the process's libraries comes here first.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

// In the order of the enumeration Fault.
struct faults
{
    _Atomic int64_t journal, records;               // 1: the files that are struck
    _Atomic int64_t sync_error, write_error;        // errno that a call fails with; 0: none
    _Atomic int64_t one_in;                         // only each so many-th call fails
    _Atomic int64_t sync_delay;                     // milliseconds
    _Atomic int64_t write_delay;                    // microseconds
    _Atomic int64_t clock_shift;                    // milliseconds
    _Atomic int64_t syncs_failed, writes_failed, syncs_delayed;
    _Atomic int64_t calls;
};

static struct faults *faults;

__attribute__((constructor)) static void open_faults(void)
{
    const char *path = getenv("SYNCRO_FAULTS");
    int file = path ? open(path, O_RDWR) : -1;
    if (file < 0)
        return;
    void *map = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (map != MAP_FAILED)
        faults = map;
}

static int struck(int file)
{
    char link[64] = "/proc/self/fd/", path[4096], digits[16];
    int n = 0, at = 14;
    if (!faults || !(faults->journal || faults->records))
        return 0;
    do
        digits[n++] = '0' + file % 10;
    while ((file /= 10) > 0);
    while (n > 0)
        link[at++] = digits[--n];
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return (faults->journal && strstr(path, "/journal.db")) || (faults->records && strstr(path, "/records.db"));
}

static int fails(_Atomic int64_t *error, _Atomic int64_t *failed)
{
    int64_t with = *error, one_in = faults->one_in;
    if (with == 0 || (one_in > 1 && atomic_fetch_add(&faults->calls, 1) % one_in != 0))
        return 0;
    atomic_fetch_add(failed, 1);
    errno = (int)with;
    return 1;
}

static void pause_for(int64_t microseconds)
{
    struct timespec pause = {microseconds / 1000000, microseconds % 1000000 * 1000};
    nanosleep(&pause, 0);
}

static int synced(int file, const char *name)
{
    if (struck(file))
    {
        int64_t delay = faults->sync_delay;
        if (delay > 0)
        {
            pause_for(delay * 1000);
            atomic_fetch_add(&faults->syncs_delayed, 1);
        }
        if (fails(&faults->sync_error, &faults->syncs_failed))
            return -1;
    }
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}

int fsync(int file) { return synced(file, "fsync"); }

int fdatasync(int file) { return synced(file, "fdatasync"); }

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at)
{
    static ssize_t (*next)(int, const void *, size_t, off64_t);
    if (!next)
        next = dlsym(RTLD_NEXT, "pwrite64");
    if (struck(file))
    {
        pause_for(faults->write_delay);
        if (fails(&faults->write_error, &faults->writes_failed))
            return -1;
    }
    return next(file, bytes, count, at);
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    static int (*next)(clockid_t, struct timespec *);
    if (!next)
        next = dlsym(RTLD_NEXT, "clock_gettime");
    int result = next(clock, time);
    if (result == 0 && faults && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        time->tv_sec += faults->clock_shift / 1000;
    return result;
}
