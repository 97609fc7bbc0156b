// The door to libfcgi: its thread-safe interface (FCGX_*), nothing else.
#include <fcgiapp.h>
