/* Debian's libxml2 knows ICU and would bring its headers in, where they clash with the ICU that Foundation carries.
   Nothing of what they add is used. */
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
