#include <stdlib.h>
#include <string.h>

#include "webcam.h"

enum { SET_CUR = 0x01, GET_CUR = 0x81, GET_MIN, GET_MAX, GET_RES, GET_LEN, GET_INFO, GET_DEF };
enum { STALL = -1, PROBE_LENGTH = 34 };

// A control of four bytes at most, and where its value lives.
struct control {
    uint8_t entity, selector, length;
    int32_t least, most, step, usual;
};

static const struct control controls[] = {
    {CAMERA_TERMINAL, 0x02, 1, 0x01, 0x08, 0x09, 0x08},     // automatic exposure mode: a set of bits; manual or aperture priority
    {CAMERA_TERMINAL, 0x03, 1, 0, 1, 1, 1},                 // whether automatic exposure may lower the frame rate
    {CAMERA_TERMINAL, 0x04, 4, 1, 10000, 1, 156},           // exposure time in units of 100 µs
    {PROCESSING_UNIT, 0x02, 2, -64, 64, 1, 0},              // brightness
};

static int32_t read_control(const struct camera *camera, const struct control *control) {
    if (control->entity == PROCESSING_UNIT) return camera->brightness;
    switch (control->selector) {
    case 0x02: return camera->exposure_mode;
    case 0x03: return camera->dynamic_framerate;
    default: return camera->exposure_time;
    }
}

static void write_control(struct camera *camera, const struct control *control, int32_t value) {
    say("control %u/%u = %d", control->entity, control->selector, value);
    if (control->entity == PROCESSING_UNIT) {
        camera->brightness = value;
        return;
    }
    switch (control->selector) {
    case 0x02: camera->exposure_mode = value; break;
    case 0x03: camera->dynamic_framerate = value; break;
    default: camera->exposure_time = value;
    }
}

static int control_request(struct camera *camera, uint8_t request, unsigned entity, unsigned selector, uint8_t *data) {
    const struct control *control = NULL;
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        if (controls[i].entity == entity && controls[i].selector == selector) control = &controls[i];
    if (!control) return STALL;
    int32_t value = 0;
    switch (request) {
    case SET_CUR:
        value = (int32_t)get_little_endian(data, control->length);
        write_control(camera, control, control->length == 2 ? (int16_t)value : value);
        return 0;
    case GET_CUR: value = read_control(camera, control); break;
    case GET_MIN: value = control->least; break;
    case GET_MAX: value = control->most; break;
    case GET_RES: value = control->step; break;
    case GET_DEF: value = control->usual; break;
    case GET_LEN: put_little_endian(data, control->length, 2); return 2;
    case GET_INFO: data[0] = 3; return 1;
    default: return STALL;
    }
    put_little_endian(data, value, control->length);
    return control->length;
}

static void write_probe(const struct camera *camera, uint8_t *data, unsigned format, unsigned frame, uint32_t interval) {
    const struct size *size = &sizes[frame - 1];
    memset(data, 0, PROBE_LENGTH);
    data[0] = 1;
    data[2] = format;
    data[3] = frame;
    put_little_endian(data + 4, interval, 4);
    put_little_endian(data + 18, size->width * size->height * 2, 4);
    put_little_endian(data + 22, camera->isochronous ? ISOCHRONOUS_PAYLOAD : BULK_PAYLOAD, 4);
    put_little_endian(data + 26, 48000000, 4);
    data[30] = 3;
}

// Takes the nearest that there is, as cameras do.
static void negotiate(struct camera *camera, const uint8_t *data) {
    camera->format = data[2] >= 1 && data[2] <= FORMATS ? data[2] : FORMAT_MJPEG;
    camera->frame = data[3] >= 1 && data[3] <= SIZES ? data[3] : 1;
    uint32_t wanted = get_little_endian(data + 4, 4);
    camera->interval = intervals[0];
    for (int i = 1; i < RATES; i++)
        if (llabs((int64_t)intervals[i] - wanted) < llabs((int64_t)camera->interval - wanted)) camera->interval = intervals[i];
}

static void start_stream(struct camera *camera) {
    camera->picture = NULL;
    camera->next_picture = seconds_now();
    if (!camera->isochronous) camera->streaming = true;
    const struct size *size = &sizes[camera->frame - 1];
    say("stream %s %ux%u at %.0f fps", camera->format == FORMAT_MJPEG ? "MJPEG" : "YUYV", size->width, size->height, 1e7 / camera->interval);
}

static int streaming_request(struct camera *camera, uint8_t request, unsigned selector, uint8_t *data, unsigned length) {
    if (selector != 1 && selector != 2) return STALL;
    switch (request) {
    case SET_CUR:
        if (length < 26) return STALL;
        negotiate(camera, data);
        if (selector == 2) start_stream(camera);
        return 0;
    case GET_CUR: write_probe(camera, data, camera->format, camera->frame, camera->interval); return PROBE_LENGTH;
    case GET_MIN:
    case GET_DEF: write_probe(camera, data, FORMAT_MJPEG, 1, intervals[0]); return PROBE_LENGTH;
    case GET_MAX: write_probe(camera, data, FORMATS, SIZES, intervals[RATES - 1]); return PROBE_LENGTH;
    case GET_LEN: put_little_endian(data, PROBE_LENGTH, 2); return 2;
    case GET_INFO: data[0] = 3; return 1;
    default: return STALL;
    }
}

static int standard_request(struct camera *camera, const uint8_t *setup, uint8_t *data) {
    uint8_t request = setup[1];
    unsigned value = get_little_endian(setup + 2, 2), index = get_little_endian(setup + 4, 2);
    if (setup[0] & 0x80 && request == 6) {
        size_t length = 0;
        if (value >> 8 == 1) length = device_descriptor(data);
        if (value >> 8 == 2) length = configuration_descriptor(data, camera->isochronous);
        if (value >> 8 == 3) length = string_descriptor(data, value & 0xFF);
        return length ? (int)length : STALL;
    }
    if (setup[0] == 0x01 && request == 11) {
        // An isochronous stream starts and ends with the choice of the alternate setting.
        if (camera->isochronous && index == STREAMING_INTERFACE) camera->streaming = value == 1;
        return 0;
    }
    if (setup[0] & 0x80) {  // Status, configuration or interface.
        memset(data, 0, 2);
        if (request == 8) data[0] = 1;
        return request == 8 || request == 10 ? 1 : 2;
    }
    return 0;
}

int answer_request(struct camera *camera, const uint8_t *setup, uint8_t *data, unsigned length) {
    if ((setup[0] & 0x60) == 0) return standard_request(camera, setup, data);
    uint8_t request = setup[1];
    unsigned selector = setup[3], interface = setup[4], entity = setup[5];
    if (interface == STREAMING_INTERFACE) return streaming_request(camera, request, selector, data, length);
    if (entity == 0 && request != SET_CUR) {  // Power mode and error code: nothing to say.
        data[0] = 0;
        return 1;
    }
    return control_request(camera, request, entity, selector, data);
}
