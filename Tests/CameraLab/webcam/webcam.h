// A virtual USB webcam (UVC 1.1) for the kernel's virtual USB host controller (vhci_hcd), read by its stock uvcvideo driver.
//
// Two formats (MJPEG, YUYV), two sizes, two rates, four controls; bulk or isochronous transfer. One thread.
// Sources: USB Video Class 1.1; Documentation/usb/usbip_protocol.rst of the Linux kernel.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FORMAT_MJPEG = 1, FORMAT_YUYV = 2, FORMATS = 2, SIZES = 2, RATES = 2 };
enum { CAMERA_TERMINAL = 1, PROCESSING_UNIT = 2, OUTPUT_TERMINAL = 3 };
enum { CONTROL_INTERFACE = 0, STREAMING_INTERFACE = 1, VIDEO_ENDPOINT = 1 };
enum { BULK_PAYLOAD = 16384, ISOCHRONOUS_PAYLOAD = 3072, MOST_PACKETS = 64, MOST_TRANSFERS = 64 };

struct size {
    unsigned width, height;
};
extern const struct size sizes[SIZES];
// Frame intervals in units of 100 ns, fastest first.
extern const uint32_t intervals[RATES];

// The pictures of one format and size, played in a loop.
struct clip {
    const uint8_t *data;
    size_t *starts;  // of each frame; one more for the end
    unsigned frames;
};

// A transfer of the host that waits for video data.
struct transfer {
    uint32_t sequence, length, packets;
    struct {
        uint32_t offset, length, actual, status;
    } packet[MOST_PACKETS];  // in network byte order, as they travel
};

struct camera {
    bool isochronous;
    int port;
    int socket;  // -1 while it is unplugged
    struct clip clips[FORMATS][SIZES];

    // What was negotiated; formats and frames count from 1, as UVC does.
    unsigned format, frame;
    uint32_t interval;
    bool streaming;

    // Controls.
    int16_t brightness;
    uint8_t exposure_mode, dynamic_framerate;
    uint32_t exposure_time;

    // What the person at the keyboard asked for.
    bool frozen, dark, still;
    bool cut_next, flag_next, drop_next, stray_next;

    // The frame on its way.
    const uint8_t *picture;
    size_t picture_length, picture_sent;
    uint8_t frame_toggle;
    unsigned long pictures_started;
    double next_picture;

    struct transfer transfers[MOST_TRANSFERS];
    unsigned waiting;
};

double seconds_now(void);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void put_little_endian(uint8_t *bytes, uint32_t value, int count);
uint32_t get_little_endian(const uint8_t *bytes, int count);

// descriptors.c: what the camera tells of itself. Returns the length.
size_t device_descriptor(uint8_t *bytes);
size_t configuration_descriptor(uint8_t *bytes, bool isochronous);
// Returns 0 for a string that there is not.
size_t string_descriptor(uint8_t *bytes, unsigned index);

// requests.c: answers one control request.
// setup: the eight bytes of the request; data: what came with it, or room of 512 bytes for the answer.
// Returns the length of the answer, or -1 to stall.
int answer_request(struct camera *camera, const uint8_t *setup, uint8_t *data, unsigned length);

// usbip.c: plugging in, pulling out, and the transfers between.
void plug(struct camera *camera);
void unplug(struct camera *camera);
// Handles one message of the host; false when the connection is gone.
bool receive(struct camera *camera);
void send_data(struct camera *camera, uint32_t sequence, int status, const void *data, uint32_t length, const struct transfer *packets);
bool take_transfer(struct camera *camera, struct transfer *transfer);

// video.c: fills waiting transfers with pictures when they are due.
void load_clips(struct camera *camera, const char *folder);
void send_video(struct camera *camera);
