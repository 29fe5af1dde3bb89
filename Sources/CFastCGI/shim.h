#include <fcgiapp.h>
#include <malloc.h> /* mallopt, which Glibc's own map leaves out */
#include <unistd.h>

/* Swift hides fork(), since it is no friend of threads; the responder has none. */
static inline pid_t clo_fork(void) { return fork(); }
