import CGMime

/// GMime's own tables, made once per process. What GLib has to say about broken mails goes nowhere: it may quote them.
let gmimeIsReady: Void = {
    g_log_set_default_handler({ _, _, _, _ in }, nil)
    g_mime_init()
}()
