#define _GNU_SOURCE
#include "CKeptMemory.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifdef SANITIZED

bool anpi_keep_memory(size_t bytes) {
    (void)bytes;
    return false;
}

void anpi_clear_memory(void) {}

void anpi_give_memory_back(void) {}

#else

static _Thread_local struct {
    size_t bytes;   /* of the mappings that are kept; 0 for none */
    void *mapping;  /* the one that is kept; NULL before the first */
    bool is_in_use; /* by whoever mapped it last */
} kept;

bool anpi_keep_memory(size_t bytes) {
    anpi_give_memory_back();
    kept.bytes = bytes;
    return true;
}

void anpi_clear_memory(void) {
    if (kept.mapping != NULL && !kept.is_in_use) {
        madvise(kept.mapping, kept.bytes, MADV_DONTNEED);
    }
}

void anpi_give_memory_back(void) {
    if (kept.mapping != NULL && !kept.is_in_use) {
        syscall(SYS_munmap, kept.mapping, kept.bytes);
    }
    kept.bytes = 0;
    kept.mapping = NULL;
    kept.is_in_use = false;
}

/* Both stand before the C library's for every library of the program, by the linker's order of search. */

void *mmap(void *address, size_t bytes, int protection, int flags, int file, off_t offset) {
    const int ours = MAP_PRIVATE | MAP_ANONYMOUS;
    const bool is_kept = bytes == kept.bytes && bytes != 0 && address == NULL && file == -1
        && (flags & ~MAP_POPULATE) == ours && protection == (PROT_READ | PROT_WRITE) && !kept.is_in_use;
    if (is_kept && kept.mapping != NULL) {
        kept.is_in_use = true;
        return kept.mapping;
    }
    /* The kernel's answer: MAP_FAILED and errno as the C library gives them. */
    void *mapping = (void *)syscall(SYS_mmap, address, bytes, (long)protection, (long)flags, (long)file, offset);
    if (is_kept && mapping != MAP_FAILED) {
        /* What passwords were made into has no place in a core dump. */
        madvise(mapping, bytes, MADV_DONTDUMP);
        kept.mapping = mapping;
        kept.is_in_use = true;
    }
    return mapping;
}

int munmap(void *address, size_t bytes) {
    if (address != NULL && address == kept.mapping && bytes == kept.bytes) {
        kept.is_in_use = false;
        return 0;
    }
    return (int)syscall(SYS_munmap, address, bytes);
}

#endif
