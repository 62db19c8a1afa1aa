/* Working memory that a thread keeps between the runs of a library that asks the kernel for it each time anew.
 *
 * libsodium maps the 19 MiB of an Argon2id run before it and unmaps them after it, and offers no way to bring memory
 * along. Of the processor's time for a run more than a third is then the kernel's: it hands out 4,864 cleared pages,
 * and all threads of the process that need memory wait for it. The header and the source are the whole of it: the
 * program's own mmap and munmap, which do what those of the C library do, except on a thread that asked for this, for
 * an anonymous private mapping of exactly the size it named. */
#ifndef CKEPTMEMORY_H
#define CKEPTMEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* From now on the calling thread keeps one mapping of so many bytes when it is unmapped, and is given it again, with
 * what it holds, when it maps as many. Only for a thread that runs nothing else that maps this size and expects zeros,
 * and unmaps on itself what it maps. False under a sanitizer, which has a mmap of its own: everything works, nothing is
 * kept. */
bool anpi_keep_memory(size_t bytes);

/* Lets the kernel have the pages of what the calling thread keeps, and what they hold with them: nothing that passwords
 * were made into stays while nobody logs in. The next run is given cleared pages. */
void anpi_clear_memory(void);

/* Gives back what the calling thread kept, and ends it. */
void anpi_give_memory_back(void);

#endif
