#include "CResources.h"

/* Embeds the file `path` (inside Resources/) and defines the function that answers its bytes.
 *
 * The assembler copies the file into the object. The compiler does not notice that by itself, so each file stands in
 * a __has_include, too: that writes it into the list of files whose change compiles this one again, and it turns a
 * missing file into an error that names it. */
#define EMBED(name, path)                                                              \
    __asm__(                                                                           \
        ".pushsection .rodata\n"                                                       \
        ".balign 16\n" #name "_start:\n"                                               \
        ".incbin \"" path "\"\n" #name "_end:\n"                                       \
        ".byte 0\n"                                                                    \
        ".popsection\n");                                                              \
    extern const uint8_t name##_start[], name##_end[];                                 \
    anpi_resource name(void) {                                                         \
        return (anpi_resource){name##_start, (size_t)(name##_end - name##_start)};     \
    }

#if !__has_include("Regions/prefectures.tsv")
#error "Resources/Regions/prefectures.tsv is missing"
#endif
EMBED(anpi_regions_prefectures, "Regions/prefectures.tsv")

#if !__has_include("Regions/regions.tsv")
#error "Resources/Regions/regions.tsv is missing"
#endif
EMBED(anpi_regions_regions, "Regions/regions.tsv")

#if !__has_include("Regions/municipalities.tsv")
#error "Resources/Regions/municipalities.tsv is missing"
#endif
EMBED(anpi_regions_municipalities, "Regions/municipalities.tsv")

#if !__has_include("Regions/former_names.tsv")
#error "Resources/Regions/former_names.tsv is missing"
#endif
EMBED(anpi_regions_former_names, "Regions/former_names.tsv")

#if !__has_include("Web/style.css")
#error "Resources/Web/style.css is missing"
#endif
EMBED(anpi_web_style, "Web/style.css")

#if !__has_include("Web/app.js")
#error "Resources/Web/app.js is missing"
#endif
EMBED(anpi_web_script, "Web/app.js")

#if !__has_include("Web/passkey.js")
#error "Resources/Web/passkey.js is missing"
#endif
EMBED(anpi_web_passkey, "Web/passkey.js")

#if !__has_include("Web/icon.svg")
#error "Resources/Web/icon.svg is missing"
#endif
EMBED(anpi_web_icon, "Web/icon.svg")

#if !__has_include("API/openapi.json")
#error "Resources/API/openapi.json is missing"
#endif
EMBED(anpi_api_openapi, "API/openapi.json")
