#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

void csystem_follow_parent(pid_t parent, int signal) {
    prctl(PR_SET_PDEATHSIG, signal);
    if (getppid() != parent) _exit(1);
}

pid_t csystem_fork(int death_signal) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) csystem_follow_parent(parent, death_signal);
    return child;
}

// Only LeakSanitizer brings this function; it ends the process when something has leaked.
extern void __lsan_do_leak_check(void) __attribute__((weak));

void csystem_exit_worker(void) {
    if (__lsan_do_leak_check) __lsan_do_leak_check();
    _exit(0);
}

int csystem_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC); }

// Between fork and exec only async-signal-safe calls are allowed: other threads may hold any lock.
static void run(const char *path, char *const arguments[], char *const environment[], int output, int report) {
    setpgid(0, 0);  // Ctrl-C at the terminal reaches the parent alone, which stops its children in order
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, 0);
    dup2(output >= 0 ? output : nothing, 1);
    dup2(output >= 0 ? output : nothing, 2);
    dup2(report, 3);
    close_range(4, ~0U, 0);
    fcntl(3, F_SETFD, FD_CLOEXEC);
    execve(path, arguments, environment);
    int failure = errno;
    (void)!write(3, &failure, sizeof failure);
    _exit(127);
}

pid_t csystem_spawn(const char *path, char *const arguments[], char *const environment[], int output,
                     int death_signal) {
    int report[2];
    if (pipe2(report, O_CLOEXEC) != 0) return -errno;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        csystem_follow_parent(parent, death_signal);
        run(path, arguments, environment, output, report[1]);
    }
    int failure = child < 0 ? errno : 0;
    close(report[1]);
    if (child > 0 && read(report[0], &failure, sizeof failure) == sizeof failure) waitpid(child, NULL, 0);
    close(report[0]);
    return failure ? -failure : child;
}
