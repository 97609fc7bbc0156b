// Two things about Swift that ThreadSanitizer does not know; `.ci/sanitize thread` links this into every program and puts
// each function below in the place of the one that it wraps (ld's --wrap, for every `__wrap_` here).
#include <stdint.h>

#define HANDLE "$s15Synchronization12_MutexHandleV"
#define LOCK HANDLE "9_lockSlowyys6UInt32VF"
#define UNLOCK HANDLE "11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *mutex

void __tsan_acquire(void *address);
void __tsan_release(void *address);

// The half of Mutex in which a thread waits lies in libswiftSynchronization, which is not instrumented: without this, a
// thread that had to wait would seem to reach the value without a lock.
SWIFT void lock(uint32_t thread, SELF) __asm__("__real_" LOCK);
SWIFT void unlock(SELF) __asm__("__real_" UNLOCK);
SWIFT void lock_seen(uint32_t thread, SELF) __asm__("__wrap_" LOCK);
SWIFT void unlock_seen(SELF) __asm__("__wrap_" UNLOCK);

SWIFT void lock_seen(uint32_t thread, SELF) {
    lock(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT void unlock_seen(SELF) {
    __tsan_release(mutex);
    unlock(mutex);
}

// An `inout` value without any bytes, such as a SystemRandomNumberGenerator, has no address: Swift 6.3 announces an access
// to whatever stands in the register, which crashes ThreadSanitizer when no memory can lie there.
void __real___tsan_external_write(void *address, void *caller, void *tag);
void __wrap___tsan_external_write(void *address, void *caller, void *tag);

void __wrap___tsan_external_write(void *address, void *caller, void *tag) {
    if ((uintptr_t)address >> 47 == 0) __real___tsan_external_write(address, caller, tag);
}
