#pragma once
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

// Macros that Swift does not see.

static inline int clinic_ssl_ctx_require_tls12(SSL_CTX *context) { return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION); }

static inline int clinic_ssl_name_server(SSL *ssl, const char *name) { return (int)SSL_set_tlsext_host_name(ssl, name); }

static inline int clinic_no_password(char *buffer, int size, int writing, void *context) {
    (void)buffer, (void)size, (void)writing, (void)context;
    return 0;
}

// A key with a password is refused; OpenSSL would otherwise ask for it on the terminal.
static inline void clinic_ssl_ctx_ask_no_password(SSL_CTX *context) { SSL_CTX_set_default_passwd_cb(context, clinic_no_password); }
