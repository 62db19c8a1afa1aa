/* The data files of Resources/, embedded so that one binary is enough. */
#ifndef CRESOURCES_H
#define CRESOURCES_H
#endif
