/* libmicrohttpd: one typed wrapper per variadic call. */
#ifndef CSHIMS_MICROHTTPD_H
#define CSHIMS_MICROHTTPD_H

#include <microhttpd.h>

/* Called with the request target as it was sent, before anything is parsed; its result becomes the request's slot. */
typedef void *(*anpi_mhd_target_callback)(void *context, const char *target, struct MHD_Connection *connection);

/* What one daemon is started with; every other option keeps the library's default. */
struct anpi_mhd_settings {
    int listening_socket;
    unsigned int threads;
    unsigned int connection_limit;
    unsigned int idle_seconds;
    size_t connection_memory;
    void *context;
    anpi_mhd_target_callback target_received;
    MHD_AccessHandlerCallback access;
    MHD_RequestCompletedCallback completed;
};

/* Poll, never epoll: with 128 ready connections in one batch the epoll loop sleeps on work it already has. */
static inline struct MHD_Daemon *anpi_mhd_start(const struct anpi_mhd_settings *settings) {
    return MHD_start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL,
        settings->access, settings->context,
        MHD_OPTION_LISTEN_SOCKET, settings->listening_socket,
        MHD_OPTION_THREAD_POOL_SIZE, settings->threads,
        MHD_OPTION_CONNECTION_LIMIT, settings->connection_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, settings->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->connection_memory,
        MHD_OPTION_STRICT_FOR_CLIENT, (int) 1,
        MHD_OPTION_URI_LOG_CALLBACK, settings->target_received, settings->context,
        MHD_OPTION_NOTIFY_COMPLETED, settings->completed, settings->context,
        MHD_OPTION_END);
}

/* The peer's socket address, owned by the connection; NULL if there is none. */
static inline const struct sockaddr *anpi_mhd_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}

#endif
