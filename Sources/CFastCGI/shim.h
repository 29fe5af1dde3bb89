#include <fcgiapp.h>
#include <malloc.h> /* mallopt, which Glibc's own map leaves out */
