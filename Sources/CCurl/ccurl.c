#include "CCurl.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { response_limit = 65536 };

struct CCurl {
    CURL *easy;
    CURLcode result;
    char error[CURL_ERROR_SIZE];
    uint8_t *response;
    size_t response_length;
    const uint8_t *message;
    size_t message_left;
};

CCurl *ccurl_new(void) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return NULL;
    CCurl *curl = calloc(1, sizeof *curl);
    if (!curl) return NULL;
    curl->response = malloc(response_limit);
    curl->easy = curl_easy_init();
    if (!curl->response || !curl->easy) {
        ccurl_free(curl);
        return NULL;
    }
    return curl;
}

void ccurl_free(CCurl *curl) {
    if (curl->easy) curl_easy_cleanup(curl->easy);
    free(curl->response);
    free(curl);
}

static size_t keep_response(char *bytes, size_t size, size_t count, void *context) {
    CCurl *curl = context;
    size_t length = size * count;
    size_t room = response_limit - curl->response_length;
    size_t kept = length < room ? length : room;
    memcpy(curl->response + curl->response_length, bytes, kept);
    curl->response_length += kept;
    return length;
}

/// Of a mail server's dialogue the last line is kept; one that says no is not followed by its polite goodbye.
static size_t keep_line(char *bytes, size_t size, size_t count, void *context) {
    CCurl *curl = context;
    bool was_refusal = curl->response_length > 0 && (curl->response[0] == '4' || curl->response[0] == '5');
    if (was_refusal && size * count > 0 && bytes[0] == '2') return size * count;
    curl->response_length = 0;
    return keep_response(bytes, size, count, context);
}

static size_t give_message(char *place, size_t size, size_t count, void *context) {
    CCurl *curl = context;
    size_t room = size * count;
    size_t given = curl->message_left < room ? curl->message_left : room;
    memcpy(place, curl->message, given);
    curl->message += given;
    curl->message_left -= given;
    return given;
}

/// Forgets all options of the last transfer; the connection stays.
static void begin(CCurl *curl, const char *url, const char *certificates, long timeout) {
    curl_easy_reset(curl->easy);
    curl->error[0] = 0;
    curl->response_length = 0;
    curl_easy_setopt(curl->easy, CURLOPT_ERRORBUFFER, curl->error);
    // No signals: timeouts are kept by the resolver's thread and by poll.
    curl_easy_setopt(curl->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl->easy, CURLOPT_URL, url);
    curl_easy_setopt(curl->easy, CURLOPT_TIMEOUT_MS, timeout);
    curl_easy_setopt(curl->easy, CURLOPT_CONNECTTIMEOUT_MS, timeout < 15000 ? timeout : 15000L);
    curl_easy_setopt(curl->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl->easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl->easy, CURLOPT_SSL_VERIFYHOST, 2L);
    // A library that was built for one system does not find another's authorities; the launcher does.
    if (!certificates) certificates = getenv("SSL_CERT_FILE");
    if (certificates) {
        curl_easy_setopt(curl->easy, CURLOPT_CAINFO, certificates);
        curl_easy_setopt(curl->easy, CURLOPT_CAPATH, NULL);
    }
}

static CCurlOutcome end(CCurl *curl) {
    switch (curl->result = curl_easy_perform(curl->easy)) {
        case CURLE_OK:
            return CCurlOutcomeDone;
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
            return CCurlOutcomeInsecure;
        case CURLE_LOGIN_DENIED:
            return CCurlOutcomeSignInRefused;
        default:
            return ccurl_response_code(curl) >= 400 ? CCurlOutcomeRefused : CCurlOutcomeUnreachable;
    }
}

static void begin_mail(CCurl *curl, const CCurlMailServer *server) {
    begin(curl, server->url, server->certificates, server->timeout);
    curl_easy_setopt(curl->easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl->easy, CURLOPT_USE_SSL, (long)(server->requires_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (server->user) curl_easy_setopt(curl->easy, CURLOPT_USERNAME, server->user);
    if (server->password) curl_easy_setopt(curl->easy, CURLOPT_PASSWORD, server->password);
    curl_easy_setopt(curl->easy, CURLOPT_HEADERFUNCTION, keep_line);
    curl_easy_setopt(curl->easy, CURLOPT_HEADERDATA, curl);
}

CCurlOutcome ccurl_greet(CCurl *curl, const CCurlMailServer *server) {
    begin_mail(curl, server);
    // Without a recipient libcurl would ask for HELP, which not every server gives.
    curl_easy_setopt(curl->easy, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl_easy_setopt(curl->easy, CURLOPT_NOBODY, 1L);
    return end(curl);
}

CCurlOutcome ccurl_mail(
    CCurl *curl, const CCurlMailServer *server, const char *from, const char *to, const uint8_t *message,
    size_t length) {
    begin_mail(curl, server);
    curl->message = message;
    curl->message_left = length;
    curl_easy_setopt(curl->easy, CURLOPT_MAIL_FROM, from);
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    if (!recipients) {
        strcpy(curl->error, "out of memory");
        return CCurlOutcomeUnreachable;
    }
    curl_easy_setopt(curl->easy, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl->easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl->easy, CURLOPT_READFUNCTION, give_message);
    curl_easy_setopt(curl->easy, CURLOPT_READDATA, curl);
    CCurlOutcome outcome = end(curl);
    curl_slist_free_all(recipients);
    return outcome;
}

CCurlOutcome ccurl_certificate_end(
    CCurl *curl, const char *url, const char *certificates, long timeout, const char **end_of_validity) {
    static const char label[] = "Expire date:";
    begin(curl, url, certificates, timeout);
    *end_of_validity = NULL;
    curl_easy_setopt(curl->easy, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl->easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl->easy, CURLOPT_CERTINFO, 1L);
    curl_easy_setopt(curl->easy, CURLOPT_WRITEFUNCTION, keep_response);
    curl_easy_setopt(curl->easy, CURLOPT_WRITEDATA, curl);
    CCurlOutcome outcome = end(curl);
    struct curl_certinfo *chain = NULL;
    if (curl_easy_getinfo(curl->easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain) return outcome;
    // The first is the server's own; those above it are renewed long before they end.
    if (chain->num_of_certs < 1) return outcome;
    for (struct curl_slist *line = chain->certinfo[0]; line; line = line->next)
        if (!strncmp(line->data, label, sizeof label - 1)) *end_of_validity = line->data + sizeof label - 1;
    return outcome;
}

CCurlOutcome ccurl_http(
    CCurl *curl, const char *url, const char *_Nullable const *headers, size_t count, const uint8_t *body,
    size_t length, const char *certificates, long timeout) {
    begin(curl, url, certificates, timeout);
    curl_easy_setopt(curl->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl->easy, CURLOPT_FOLLOWLOCATION, 0L);
    struct curl_slist *lines = NULL;
    for (size_t index = 0; index < count; index++) {
        struct curl_slist *longer = curl_slist_append(lines, headers[index]);
        if (!longer) {
            curl_slist_free_all(lines);
            strcpy(curl->error, "out of memory");
            return CCurlOutcomeUnreachable;
        }
        lines = longer;
    }
    if (lines) curl_easy_setopt(curl->easy, CURLOPT_HTTPHEADER, lines);
    if (body) {
        curl_easy_setopt(curl->easy, CURLOPT_POST, 1L);
        curl_easy_setopt(curl->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
        curl_easy_setopt(curl->easy, CURLOPT_POSTFIELDS, body);
    }
    curl_easy_setopt(curl->easy, CURLOPT_WRITEFUNCTION, keep_response);
    curl_easy_setopt(curl->easy, CURLOPT_WRITEDATA, curl);
    CCurlOutcome outcome = end(curl);
    curl_slist_free_all(lines);
    return outcome;
}

long ccurl_response_code(const CCurl *curl) {
    long code = 0;
    curl_easy_getinfo(curl->easy, CURLINFO_RESPONSE_CODE, &code);
    return code;
}

const uint8_t *ccurl_response(const CCurl *curl, size_t *length) {
    *length = curl->response_length;
    return curl->response;
}

const char *ccurl_error(const CCurl *curl) {
    return curl->error[0] ? curl->error : curl_easy_strerror(curl->result);
}
