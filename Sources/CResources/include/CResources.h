/* The data files of Resources/, embedded so that one binary is enough. */
#ifndef CRESOURCES_H
#define CRESOURCES_H

#include <stddef.h>
#include <stdint.h>

/* The bytes of one embedded file; they live as long as the program. */
typedef struct {
    const uint8_t *_Nonnull start;
    size_t size;
} anpi_resource;

/* To embed another file: one line here, two in resources.c, and a test that compares the bytes with the file. */
anpi_resource anpi_regions_prefectures(void);
anpi_resource anpi_regions_regions(void);
anpi_resource anpi_regions_municipalities(void);
anpi_resource anpi_regions_former_names(void);
anpi_resource anpi_api_openapi(void);
anpi_resource anpi_web_style(void);
anpi_resource anpi_web_script(void);
anpi_resource anpi_web_icon(void);
anpi_resource anpi_web_passkey(void);

#endif
