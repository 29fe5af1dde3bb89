#include <mysql.h>
#include <errmsg.h>
#include <mysqld_error.h>

/* When its port is not set, the library asks the system's service database for « mysql » as it starts: dozens of
 * file look-ups in every CGI process. Only the static library lets it be set; weak, so that the shared one links. */
extern unsigned int mysql_port __attribute__((weak));

static inline void clo_skip_service_lookup(void) {
    if (&mysql_port) mysql_port = 3306;
}
