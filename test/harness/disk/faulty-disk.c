/*
 * A disk that fails when a file says so, for a program that is started with this in LD_PRELOAD.
 *
 * Shape    FAULTS names a file of lines `<call> <errno>`: `write`, `sync` or `truncate`, and the number it fails with. It is read at every call, so
 *          that a test breaks and mends the disk of a process that runs. Only the database and what lies beside it is meant.
 *          TRACE names a file to which each of these calls, and each write to a socket, is added as strace would write it.
 * Not      a file system: what the page cache does after a failed fsync is for the real one, see `mounted-disk.ts`.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int target(int fd, char *name, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlink, link, name, size - 1);
  if (length < 0) return 0;
  name[length] = 0;
  return 1;
}

static int is_database(const char *name) { return strstr(name, "couplet.db") != NULL; }

/* 0, or what the call is to fail with. */
static int fault(int fd, const char *call) {
  const char *path = getenv("FAULTS");
  char name[512], text[512];
  if (!path || !target(fd, name, sizeof name) || !is_database(name)) return 0;
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return 0;
  ssize_t length = syscall(SYS_read, file, text, sizeof text - 1);
  syscall(SYS_close, file);
  if (length <= 0) return 0;
  text[length] = 0;
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    size_t size = strlen(call);
    if (strncmp(line, call, size) == 0 && line[size] == ' ') return atoi(line + size + 1);
  }
  return 0;
}

static void trace(const char *call, int fd, const void *bytes, size_t length, long result) {
  static int file = -1;
  const char *path = getenv("TRACE");
  char name[512];
  if (!path || !target(fd, name, sizeof name)) return;
  if (!is_database(name) && strncmp(name, "socket:", 7) != 0) return;
  if (file < 0) file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  char *line = malloc(length * 4 + 1024);
  if (!line) return;
  int at = sprintf(line, "%ld %s(%d<%s>, \"", (long)syscall(SYS_gettid), call, fd, name);
  for (size_t i = 0; i < length; i++) at += sprintf(line + at, "\\x%02x", ((const unsigned char *)bytes)[i]);
  at += sprintf(line + at, "\", %zu) = %ld\n", length, result);
  syscall(SYS_write, file, line, at);
  free(line);
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define FAIL(fd, call) \
  int broken = fault(fd, call); \
  if (broken) { errno = broken; return -1; }

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  FAIL(fd, "write");
  ssize_t result = real(fd, bytes, length, offset);
  trace("pwrite64", fd, bytes, length, result);
  return result;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  FAIL(fd, "write");
  ssize_t result = real(fd, bytes, length);
  trace("write", fd, bytes, length, result);
  return result;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  ssize_t result = real(fd, parts, count);
  for (int i = 0; i < count; i++) trace("writev", fd, parts[i].iov_base, parts[i].iov_len, result);
  return result;
}

int fsync(int fd) {
  REAL(int, "fsync", int);
  FAIL(fd, "sync");
  int result = real(fd);
  trace("fsync", fd, "", 0, result);
  return result;
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  FAIL(fd, "sync");
  int result = real(fd);
  trace("fdatasync", fd, "", 0, result);
  return result;
}

int ftruncate64(int fd, off64_t length) {
  REAL(int, "ftruncate64", int, off64_t);
  FAIL(fd, "truncate");
  return real(fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }
