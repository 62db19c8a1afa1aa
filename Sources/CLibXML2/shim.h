/* Debian builds libxml2 with ICU, and its headers then bring in ICU's own, which clash with the ICU inside Foundation.
 * We use nothing of that part: only a pointer's worth of fields at the end of a struct that we never touch is left out. */
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
