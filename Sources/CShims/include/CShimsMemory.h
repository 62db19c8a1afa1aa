/* The C library's memory. */
#ifndef CSHIMS_MEMORY_H
#define CSHIMS_MEMORY_H

#include <malloc.h>

/* Gives unused pages back to the system, also those below pieces that are in use. */
static inline void anpi_trim_memory(void) {
    malloc_trim(0);
}

#endif
