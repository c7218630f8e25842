#include <string.h>

#include "webcam.h"

const struct size sizes[SIZES] = {{640, 480}, {320, 240}};
const uint32_t intervals[RATES] = {333333, 666666};

static const char *const strings[] = {"", "AffectStream", "Lab camera", "LAB0001"};
static const uint8_t yuyv_guid[16] = {'Y', 'U', 'Y', '2', 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71};

struct writer {
    uint8_t *bytes;
    size_t length;
};

static void add(struct writer *writer, uint32_t value, int count) {
    put_little_endian(writer->bytes + writer->length, value, count);
    writer->length += count;
}

// A descriptor that consists of single bytes; its length comes first.
#define ADD_BYTES(writer, ...)                                                   \
    do {                                                                         \
        const uint8_t values[] = {__VA_ARGS__};                                  \
        add(writer, sizeof values + 1, 1);                                       \
        for (size_t i = 0; i < sizeof values; i++) add(writer, values[i], 1);    \
    } while (0)

size_t device_descriptor(uint8_t *bytes) {
    // USB 2.0, class "miscellaneous" with interface association, vendor and product of a test device.
    static const uint8_t descriptor[18] = {18, 1, 0x00, 0x02, 0xEF, 2, 1, 64, 0x09, 0x12, 0x01, 0x00, 0, 1, 1, 2, 3, 1};
    memcpy(bytes, descriptor, sizeof descriptor);
    return sizeof descriptor;
}

size_t string_descriptor(uint8_t *bytes, unsigned index) {
    if (index == 0) {
        memcpy(bytes, (uint8_t[]){4, 3, 0x09, 0x04}, 4);
        return 4;
    }
    if (index >= sizeof strings / sizeof *strings) return 0;
    size_t length = 2 + 2 * strlen(strings[index]);
    bytes[0] = length;
    bytes[1] = 3;
    for (size_t i = 2; i < length; i += 2) put_little_endian(bytes + i, strings[index][i / 2 - 1], 2);
    return length;
}

static void control_interface(struct writer *writer) {
    ADD_BYTES(writer, 4, CONTROL_INTERFACE, 0, 0, 14, 1, 0, 2);
    size_t header = writer->length;
    ADD_BYTES(writer, 0x24, 1, 0x10, 1, 0, 0, 0x00, 0x6C, 0xDC, 0x02, 1, STREAMING_INTERFACE);
    // Controls of the sensor: automatic exposure mode, its priority, exposure time.
    ADD_BYTES(writer, 0x24, 2, CAMERA_TERMINAL, 0x01, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0x0E, 0, 0);
    // Controls of the picture: brightness.
    ADD_BYTES(writer, 0x24, 5, PROCESSING_UNIT, CAMERA_TERMINAL, 0, 0, 2, 0x01, 0, 0, 0);
    ADD_BYTES(writer, 0x24, 3, OUTPUT_TERMINAL, 0x01, 0x01, 0, PROCESSING_UNIT, 0);
    put_little_endian(writer->bytes + header + 5, writer->length - header, 2);
}

static void frames(struct writer *writer, int subtype) {
    for (int i = 0; i < SIZES; i++) {
        uint32_t pixels = sizes[i].width * sizes[i].height;
        add(writer, 26 + 4 * RATES, 1);
        add(writer, 0x24, 1);
        add(writer, subtype, 1);
        add(writer, i + 1, 1);
        add(writer, 0, 1);
        add(writer, sizes[i].width, 2);
        add(writer, sizes[i].height, 2);
        add(writer, pixels * 16 * 15, 4);
        add(writer, pixels * 16 * 30, 4);
        add(writer, pixels * 2, 4);
        add(writer, intervals[0], 4);
        add(writer, RATES, 1);
        for (int rate = 0; rate < RATES; rate++) add(writer, intervals[rate], 4);
    }
    ADD_BYTES(writer, 0x24, 0x0D, 1, 1, 4);  // Colours as in BT.709, BT.601.
}

static void streaming_interface(struct writer *writer, bool isochronous) {
    ADD_BYTES(writer, 4, STREAMING_INTERFACE, 0, isochronous ? 0 : 1, 14, 2, 0, 0);
    size_t header = writer->length;
    ADD_BYTES(writer, 0x24, 1, FORMATS, 0, 0, 0x80 | VIDEO_ENDPOINT, 0, OUTPUT_TERMINAL, 0, 0, 0, 1, 0, 0);
    ADD_BYTES(writer, 0x24, 6, FORMAT_MJPEG, SIZES, 1, 1, 0, 0, 0, 0);
    frames(writer, 7);
    add(writer, 27, 1);
    add(writer, 0x24, 1);
    add(writer, 4, 1);
    add(writer, FORMAT_YUYV, 1);
    add(writer, SIZES, 1);
    for (int i = 0; i < 16; i++) add(writer, yuyv_guid[i], 1);
    add(writer, 16, 1);
    add(writer, 1, 1);
    add(writer, 0, 4);
    frames(writer, 5);
    put_little_endian(writer->bytes + header + 4, writer->length - header, 2);
    if (!isochronous) {
        ADD_BYTES(writer, 5, 0x80 | VIDEO_ENDPOINT, 2, 0, 2, 0);
        return;
    }
    ADD_BYTES(writer, 4, STREAMING_INTERFACE, 1, 1, 14, 2, 0, 0);
    ADD_BYTES(writer, 5, 0x80 | VIDEO_ENDPOINT, 5, 0, 0x14, 1);  // Three times 1024 bytes each 125 µs.
}

size_t configuration_descriptor(uint8_t *bytes, bool isochronous) {
    struct writer writer = {bytes, 0};
    ADD_BYTES(&writer, 2, 0, 0, 2, 1, 0, 0x80, 250);
    ADD_BYTES(&writer, 11, 0, 2, 14, 3, 0, 2);
    control_interface(&writer);
    streaming_interface(&writer, isochronous);
    put_little_endian(bytes + 2, writer.length, 2);
    return writer.length;
}
