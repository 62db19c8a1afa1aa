/* libmicrohttpd: one typed wrapper per variadic call. */
#ifndef CSHIMS_MICROHTTPD_H
#define CSHIMS_MICROHTTPD_H

#include <microhttpd.h>

#endif
