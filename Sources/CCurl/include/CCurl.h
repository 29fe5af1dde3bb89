/// The few calls of libcurl that messages go out by, for Swift: libcurl's own are variadic.
///
/// One handle carries one connection at a time and keeps it open for the next call to the same server. It belongs to
/// who made it, and is used by one thread at a time.

#ifndef CCURL_H
#define CCURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct CCurl CCurl;

/// How a transfer went.
typedef enum __attribute__((enum_extensibility(closed))) CCurlOutcome {
    CCurlOutcomeDone,
    /// The server answered, and said no: `ccurl_response_code` and `ccurl_response` say how.
    CCurlOutcomeRefused,
    /// No server there, it broke off, or it took too long.
    CCurlOutcomeUnreachable,
    /// Its certificate is not to be trusted, or it does not encrypt.
    CCurlOutcomeInsecure,
    /// It does not know our user name or password.
    CCurlOutcomeSignInRefused,
} CCurlOutcome;

/// - Returns: null when memory lacks.
CCurl *_Nullable ccurl_new(void);

/// Closes the connection and releases the handle.
void ccurl_free(CCurl *curl);

/// A mail server. Texts are copied by the call that they are given to.
typedef struct CCurlMailServer {
    /// `smtp://host:port` or `smtps://host:port`; what follows a slash is our own name, as EHLO says it.
    const char *url;
    /// Whether the connection must be encrypted before anything is sent.
    bool requires_tls;
    const char *_Nullable user;
    const char *_Nullable password;
    /// A file of certificates to trust instead of the system's.
    const char *_Nullable certificates;
    /// Of a whole transfer, in milliseconds.
    long timeout;
} CCurlMailServer;

/// Hands a message to a mail server. Certificates are checked.
///
/// - Parameters:
///   - from: `<address>` of the sender.
///   - to: `<address>` of the one recipient.
///   - message: with CR LF line ends.
CCurlOutcome ccurl_mail(
    CCurl *curl, const CCurlMailServer *server, const char *from, const char *to, const uint8_t *message,
    size_t length);

/// Connects to a mail server, encrypts and signs in as `ccurl_mail` does, and sends nothing.
CCurlOutcome ccurl_greet(CCurl *curl, const CCurlMailServer *server);

/// Asks a web server for a page, and keeps the last day of the certificate that it shows.
///
/// - Parameter end: `Nov 22 12:00:00 2026 GMT`; null when the server shows none. Valid until the next call.
CCurlOutcome ccurl_certificate_end(
    CCurl *curl, const char *url, const char *_Nullable certificates, long timeout,
    const char *_Nullable *_Nonnull end);

/// Asks a web server. No redirection is followed, and certificates are checked.
///
/// - Parameters:
///   - url: `https:`, or `http:`.
///   - headers: `count` lines, without line ends.
///   - body: null for GET; what is posted otherwise.
///   - timeout: of the whole exchange, in milliseconds.
/// - Returns: `CCurlOutcomeDone` whatever the status of the answer.
CCurlOutcome ccurl_http(
    CCurl *curl, const char *url, const char *_Nullable const *_Nonnull headers, size_t count,
    const uint8_t *_Nullable body, size_t length, const char *_Nullable certificates, long timeout);

/// The server's last status: of HTTP, or of SMTP. 0 when it gave none.
long ccurl_response_code(const CCurl *curl);

/// What the server last said: the body of a web page, or the last line of a mail server. At most 64 KiB are kept.
/// Valid until the next call.
const uint8_t *_Nullable ccurl_response(const CCurl *curl, size_t *length);

/// What libcurl has to say of the last failure, in English. Valid until the next call.
const char *ccurl_error(const CCurl *curl);

#pragma clang assume_nonnull end

#endif
