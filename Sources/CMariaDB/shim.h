// The door to MariaDB Connector/C, with its client (CR_*) and server (ER_*) error numbers.
#include <mysql.h>
#include <errmsg.h>
#include <mysqld_error.h>
