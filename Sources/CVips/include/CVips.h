/// The few steps of libvips that a photo goes through, for Swift.
///
/// libvips' own functions are variadic, and its headers are large, so neither reaches Swift: what Swift sees is
/// this file. One picture at a time: libvips keeps one list of errors for the whole process, and the calls below
/// read it to find out what a decoder complained about.

#ifndef CVIPS_H
#define CVIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// What may be decoded. A new case needs its loader in `cvips_start` as well.
typedef enum __attribute__((enum_extensibility(closed))) CVipsFormat {
    CVipsFormatJPEG,
    CVipsFormatPNG,
    CVipsFormatWebP,
    CVipsFormatGIF,
    CVipsFormatHEIF,
} CVipsFormat;

/// How a rendition is written.
typedef enum __attribute__((enum_extensibility(closed))) CVipsEncoding {
    /// Quality 80, progressive, optimised Huffman tables, chroma halved both ways.
    CVipsEncodingJPEG,
    /// Lossless, 8 bits per channel.
    CVipsEncodingPNG,
} CVipsEncoding;

typedef struct CVipsPicture CVipsPicture;

/// Prepares the library: no operation cache, every loader but those of `CVipsFormat` blocked. May be called again.
///
/// Of libvips' plug-ins only HEIF's is loaded, from the folder beside the library that is in use: the others would
/// bring ImageMagick, Poppler and OpenSlide into the process, and cost more time than a small photo.
///
/// - Returns: false when libvips could not start; `cvips_error` then says why.
bool cvips_start(void);

/// Whether this build of libvips has the loader of a format. After `cvips_start`.
bool cvips_can_load(CVipsFormat format);

/// Reads the header of a file, no pixel. The loader of that very format is used, whatever the file claims to be.
///
/// - Returns: a picture to be given to `cvips_close`, or null; `cvips_error` then says why.
CVipsPicture *_Nullable cvips_open(const char *path, CVipsFormat format);

/// Releases the picture and its pixels.
void cvips_close(CVipsPicture *picture);

/// In pixels: as stored in the file before `cvips_decode`, upright after it.
int cvips_width(const CVipsPicture *picture);
int cvips_height(const CVipsPicture *picture);

/// EXIF DateTimeOriginal, or else DateTimeDigitized, as the 19 bytes `2024:05:01 12:30:00`. Only before
/// `cvips_decode`, which forgets all metadata.
///
/// - Returns: false when there is none.
bool cvips_capture_date(const CVipsPicture *picture, char text[_Nonnull 20]);

/// Decodes the whole picture, once: upright, 8-bit sRGB, what is transparent laid on white, and reduced so that its
/// larger side is at most `longest` pixels. It is never enlarged.
///
/// - Returns: false when the file is truncated or corrupt, or memory lacks; `cvips_error` then says which. The
///   picture is then good for `cvips_close` only.
bool cvips_decode(CVipsPicture *picture, int longest);

/// The decoded pixels: rows of `width` × 3 bytes, top to bottom. They belong to the picture. After `cvips_decode`.
const uint8_t *cvips_pixels(const CVipsPicture *picture);

/// Encodes the decoded picture with a larger side of `longest` pixels, or less if it has less, without any metadata.
///
/// - Parameter bytes: receives the file's bytes, to be given to `cvips_free`. Untouched on failure.
/// - Returns: false when it failed; `cvips_error` then says why.
bool cvips_encode(
    const CVipsPicture *picture, int longest, CVipsEncoding encoding, void *_Nullable *_Nonnull bytes,
    size_t *length);

void cvips_free(void *bytes);

/// What the last failed call had to say, in English, for a log. Valid until the next call.
const char *cvips_error(void);

#pragma clang assume_nonnull end

#endif
