/* libcurl: one typed wrapper per kind of option or answer. */
#ifndef CSHIMS_CURL_H
#define CSHIMS_CURL_H

#include <curl/curl.h>

static inline CURLcode anpi_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

#endif
