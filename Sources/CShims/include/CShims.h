/* Fixed-signature wrappers for C functions that Swift cannot call (variadic ones, macros, headers outside of its Glibc). No logic, no allocation. */
#ifndef CSHIMS_H
#define CSHIMS_H

#include "CShimsCurl.h"
#include "CShimsMemory.h"
#include "CShimsMicrohttpd.h"

#endif
