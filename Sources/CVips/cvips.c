#define _GNU_SOURCE

#include "CVips.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

struct CVipsPicture {
    char *path;
    CVipsFormat format;
    /// Before decoding, a header whose pixels are still in the file; afterwards, pixels in memory. Null after a
    /// decoding that failed early.
    VipsImage *image;
};

// MARK: - The library

/// The last of libvips' log messages. They are kept off standard error; libpng's errors are told nowhere else.
static char last_message[256];
/// Rows that could not be decoded were filled with black. The thread that met them fails, but in the last rows of a
/// picture that failure may come when libvips has all it waits for, and is then lost: it is told here alone.
static bool rows_are_missing;
static GMutex last_message_lock;

static void keep_message(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data) {
    (void)domain;
    (void)level;
    (void)data;
    g_mutex_lock(&last_message_lock);
    g_strlcpy(last_message, message, sizeof last_message);
    if (g_str_has_prefix(message, "error in tile")) rows_are_missing = true;
    g_mutex_unlock(&last_message_lock);
}

static void forget_messages(void) {
    vips_error_clear();
    g_mutex_lock(&last_message_lock);
    last_message[0] = '\0';
    rows_are_missing = false;
    g_mutex_unlock(&last_message_lock);
}

/// Opens one plug-in from the folder in which libvips itself would look, found from where the library was loaded,
/// so that a copy of the library in another folder brings its own plug-ins. A missing plug-in is a format less.
static void load_module(const char *name) {
    Dl_info library;
    if (!dladdr((void *)vips_init, &library) || !library.dli_fname) return;
    char *folder = g_path_get_dirname(library.dli_fname);
    char *path = g_strdup_printf("%s/vips-modules-%d.%d/%s", folder, vips_version(0), vips_version(1), name);
    void *module = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    if (module) {
        // Registers the plug-in's types; what GModule would call. It may never be unloaded after that.
        const char *(*check_init)(void *) = (const char *(*)(void *))dlsym(module, "g_module_check_init");
        if (check_init) check_init(NULL);
    }
    g_free(path);
    g_free(folder);
}

bool cvips_start(void) {
    static bool started = false;
    if (started) return true;

    // libvips loads every plug-in under this prefix; there is none there.
    if (!g_setenv("VIPSHOME", "/dev/null", TRUE)) return false;
    g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE, keep_message, NULL);
    if (VIPS_INIT("clo") != 0) return false;
    load_module("vips-heif.so");

    // Two threads let one decode while the other reduces; a shared host is not ours to fill.
    vips_concurrency_set(2);
    vips_cache_set_max(0);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    vips_operation_block_set("VipsForeignLoadJpegFile", FALSE);
    vips_operation_block_set("VipsForeignLoadPngFile", FALSE);
    vips_operation_block_set("VipsForeignLoadWebpFile", FALSE);
    vips_operation_block_set("VipsForeignLoadNsgifFile", FALSE);
    vips_operation_block_set("VipsForeignLoadHeifFile", FALSE);
    vips_block_untrusted_set(TRUE);
    started = true;
    return true;
}

static const char *loader(CVipsFormat format) {
    switch (format) {
    case CVipsFormatJPEG: return "jpegload";
    case CVipsFormatPNG: return "pngload";
    case CVipsFormatWebP: return "webpload";
    case CVipsFormatGIF: return "gifload";
    case CVipsFormatHEIF: return "heifload";
    }
}

bool cvips_can_load(CVipsFormat format) {
    return vips_type_find("VipsOperation", loader(format)) != 0;
}

const char *cvips_error(void) {
    const char *errors = vips_error_buffer();
    return errors[0] != '\0' ? errors : last_message;
}

// MARK: - Opening

/// - Parameter shrink: at least 1, of `shrink_on_load`.
static VipsImage *load(const char *path, CVipsFormat format, double shrink) {
    VipsImage *image = NULL;
    // For JPEG, stricter is VIPS_FAIL_ON_WARNING, but whole classes of telephones write files that libjpeg warns
    // about and decodes well; see `complained_of_corruption`.
    const VipsFailOn strict = VIPS_FAIL_ON_ERROR;
    const VipsAccess access = VIPS_ACCESS_SEQUENTIAL;
    switch (format) {
    case CVipsFormatJPEG:
        vips_jpegload(path, &image, "access", access, "fail_on", strict, "shrink", (int)shrink, NULL);
        break;
    case CVipsFormatPNG:
        vips_pngload(path, &image, "access", access, "fail_on", strict, NULL);
        break;
    case CVipsFormatWebP:
        vips_webpload(path, &image, "access", access, "fail_on", strict, "scale", 1.0 / shrink, NULL);
        break;
    case CVipsFormatGIF:
        vips_gifload(path, &image, "access", access, "fail_on", strict, NULL);
        break;
    case CVipsFormatHEIF:
        vips_heifload(path, &image, "access", access, "fail_on", strict, NULL);
        break;
    }
    return image;
}

CVipsPicture *cvips_open(const char *path, CVipsFormat format) {
    forget_messages();
    VipsImage *image = load(path, format, 1);
    if (!image) return NULL;
    CVipsPicture *picture = g_new0(CVipsPicture, 1);
    picture->path = g_strdup(path);
    picture->format = format;
    picture->image = image;
    return picture;
}

void cvips_close(CVipsPicture *picture) {
    if (picture->image) g_object_unref(picture->image);
    g_free(picture->path);
    g_free(picture);
}

int cvips_width(const CVipsPicture *picture) {
    return vips_image_get_width(picture->image);
}

int cvips_height(const CVipsPicture *picture) {
    return vips_image_get_height(picture->image);
}

bool cvips_capture_date(const CVipsPicture *picture, char text[20]) {
    static const char *const fields[] = {"exif-ifd2-DateTimeOriginal", "exif-ifd2-DateTimeDigitized"};
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        const char *value;
        if (!vips_image_get_typeof(picture->image, fields[i])) continue;
        if (vips_image_get_string(picture->image, fields[i], &value) != 0 || strlen(value) < 19) continue;
        memcpy(text, value, 19);
        text[19] = '\0';
        return true;
    }
    return false;
}

// MARK: - Decoding

/// Puts the result of an operation in the place of what it was made from.
static bool replace(VipsImage **image, int failed, VipsImage *result) {
    if (failed) return false;
    g_object_unref(*image);
    *image = result;
    return true;
}

/// How much of a reduction the decoder does by itself, in less time and memory, leaving a factor of two at least to
/// the better resampler. JPEG knows 1, 2, 4 and 8 only.
static double shrink_on_load(CVipsFormat format, double factor) {
    switch (format) {
    case CVipsFormatJPEG: return factor >= 16 ? 8 : factor >= 8 ? 4 : factor >= 4 ? 2 : 1;
    case CVipsFormatWebP: return MAX(1, factor / 2);
    case CVipsFormatPNG:
    case CVipsFormatGIF:
    case CVipsFormatHEIF: return 1;
    }
}

static bool flatten_on_white(VipsImage **image) {
    if (!vips_image_hasalpha(*image)) return true;
    const VipsInterpretation interpretation = vips_image_get_interpretation(*image);
    const bool is_deep = interpretation == VIPS_INTERPRETATION_RGB16 || interpretation == VIPS_INTERPRETATION_GREY16;
    VipsArrayDouble *white = vips_array_double_newv(1, is_deep ? 65535.0 : 255.0);
    VipsImage *next = NULL;
    const int failed = vips_flatten(*image, &next, "background", white, NULL);
    vips_area_unref(VIPS_AREA(white));
    return replace(image, failed, next);
}

static bool reduce(VipsImage **image, int width, int height) {
    const int from_width = vips_image_get_width(*image);
    const int from_height = vips_image_get_height(*image);
    if (from_width <= width && from_height <= height) return true;
    VipsImage *next = NULL;
    const int failed = vips_resize(
        *image, &next, (double)width / from_width, "vscale", (double)height / from_height, NULL);
    return replace(image, failed, next);
}

static bool convert_to_srgb(VipsImage **image) {
    VipsImage *next = NULL;
    const bool is_cmyk = vips_image_get_interpretation(*image) == VIPS_INTERPRETATION_CMYK;
    const bool has_profile = vips_image_get_typeof(*image, VIPS_META_ICC_NAME) != 0;
    if (has_profile || is_cmyk) {
        const int failed = is_cmyk
            ? vips_icc_transform(*image, &next, "srgb", "embedded", TRUE, "input_profile", "cmyk", NULL)
            : vips_icc_transform(*image, &next, "srgb", "embedded", TRUE, NULL);
        // A profile that does not fit its picture costs the exact shade of a colour, not the photo.
        if (!replace(image, failed, next)) vips_error_clear();
        next = NULL;
    }
    if (!replace(image, vips_colourspace(*image, &next, VIPS_INTERPRETATION_sRGB, NULL), next)) return false;
    next = NULL;
    if (vips_image_get_bands(*image) > 3) {
        if (!replace(image, vips_extract_band(*image, &next, 0, "n", 3, NULL), next)) return false;
        next = NULL;
    }
    if (vips_image_get_bands(*image) != 3) {
        vips_error("clo", "%d bands after conversion to sRGB", vips_image_get_bands(*image));
        return false;
    }
    return replace(image, vips_cast_uchar(*image, &next, NULL), next);
}

static bool read_into_memory(VipsImage **image) {
    VipsImage *next = vips_image_copy_memory(*image);
    return replace(image, next == NULL, next);
}

/// libjpeg goes on after corrupt data and paints the rest grey. It tells this apart from harmless oddities, such as
/// the wrong scan parameters that some telephones write, only in the text of its first warning.
static bool complained_of_corruption(CVipsFormat format) {
    return format == CVipsFormatJPEG && strstr(vips_error_buffer(), "Corrupt JPEG data") != NULL;
}

static bool has_lost_rows(void) {
    g_mutex_lock(&last_message_lock);
    const bool has = rows_are_missing;
    g_mutex_unlock(&last_message_lock);
    return has;
}

bool cvips_decode(CVipsPicture *picture, int longest) {
    forget_messages();
    const int width = cvips_width(picture);
    const int height = cvips_height(picture);
    const double factor = MAX(1.0, (double)MAX(width, height) / longest);
    const int target_width = MAX(1, (int)(width / factor + 0.5));
    const int target_height = MAX(1, (int)(height / factor + 0.5));

    const double shrink = shrink_on_load(picture->format, factor);
    if (shrink > 1) {
        // Released first: a WebP that was only opened holds the memory of all its pixels already.
        g_clear_object(&picture->image);
        picture->image = load(picture->path, picture->format, shrink);
        if (!picture->image) return false;
    }
    if (!flatten_on_white(&picture->image) || !reduce(&picture->image, target_width, target_height)
        || !convert_to_srgb(&picture->image))
        return false;

    vips_error_clear();
    if (!read_into_memory(&picture->image) || has_lost_rows() || complained_of_corruption(picture->format))
        return false;

    // Turning needs rows in any order, so it comes after the pixels are in memory, and they are few by then.
    VipsImage *upright = NULL;
    if (vips_image_get_orientation(picture->image) == 1) return true;
    return replace(&picture->image, vips_autorot(picture->image, &upright, NULL), upright)
        && read_into_memory(&picture->image);
}

const uint8_t *cvips_pixels(const CVipsPicture *picture) {
    return VIPS_IMAGE_ADDR(picture->image, 0, 0);
}

// MARK: - Encoding

bool cvips_encode(
    const CVipsPicture *picture, int longest, CVipsEncoding encoding, void **bytes, size_t *length) {
    forget_messages();
    const int width = cvips_width(picture);
    const int height = cvips_height(picture);
    const double factor = MAX(1.0, (double)MAX(width, height) / longest);
    VipsImage *image = picture->image;
    g_object_ref(image);
    int failed = 1;
    if (reduce(&image, MAX(1, (int)(width / factor + 0.5)), MAX(1, (int)(height / factor + 0.5)))) {
        switch (encoding) {
        case CVipsEncodingJPEG:
            failed = vips_jpegsave_buffer(
                image, bytes, length, "Q", 80, "interlace", TRUE, "optimize_coding", TRUE,
                "subsample_mode", VIPS_FOREIGN_SUBSAMPLE_ON, "strip", TRUE, NULL);
            break;
        case CVipsEncodingPNG:
            failed = vips_pngsave_buffer(image, bytes, length, "compression", 7, "strip", TRUE, NULL);
            break;
        }
    }
    g_object_unref(image);
    return !failed;
}

void cvips_free(void *bytes) {
    g_free(bytes);
}
