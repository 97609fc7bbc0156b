// The few lines of C that Swift cannot say: what must happen between fork and exec, and variadic calls.
#ifndef COACHBOOK_CSYSTEM_H
#define COACHBOOK_CSYSTEM_H

#include <sys/types.h>

/// Starts a program in a process group of its own, with nothing inherited but `output` as stdout and stderr.
///
/// The program gets `death_signal` when the calling thread ends (prctl(2), PR_SET_PDEATHSIG), so the caller must keep
/// that thread. Returns the process id, or minus errno when fork or exec failed.
pid_t csystem_spawn(const char *path, char *const arguments[], char *const environment[], int output,
                     int death_signal);

/// Asks for `signal` when the parent ends; ends this process at once when the parent is no longer `parent`.
void csystem_follow_parent(pid_t parent, int signal);

/// fork(2) for a process without other threads; the child gets `death_signal` when its parent ends.
pid_t csystem_fork(int death_signal);

/// _exit(0) for a forked worker, whose parent's exit handlers are not its own; under LeakSanitizer it reports leaks first.
void csystem_exit_worker(void) __attribute__((noreturn));

/// accept4(2) with SOCK_CLOEXEC, which the Glibc module does not show.
int csystem_accept(int listener);

#endif
