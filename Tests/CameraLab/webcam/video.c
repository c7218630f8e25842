#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "webcam.h"

enum { HEADER_LENGTH = 2, END_OF_FRAME = 0x02, ERROR_BIT = 0x40, END_OF_HEADER = 0x80 };
enum { ISOCHRONOUS_PERIOD_MILLISECONDS = 4 };

static const uint8_t *map_file(const char *path, size_t *length) {
    struct stat status;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &status) < 0 || status.st_size < 4) {
        perror(path);
        exit(1);
    }
    void *data = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (data == MAP_FAILED) {
        perror(path);
        exit(1);
    }
    *length = status.st_size;
    return data;
}

static void load_clip(struct clip *clip, const char *path, size_t frame_length) {
    size_t length;
    clip->data = map_file(path, &length);
    size_t most = frame_length ? length / frame_length : length / 4;
    clip->starts = calloc(most + 2, sizeof *clip->starts);
    if (!clip->starts) abort();
    for (size_t at = 0; frame_length && at + frame_length <= length; at += frame_length) clip->starts[clip->frames++] = at;
    for (size_t at = 0; !frame_length && at + 3 <= length; at++)
        if (clip->data[at] == 0xFF && clip->data[at + 1] == 0xD8 && clip->data[at + 2] == 0xFF) clip->starts[clip->frames++] = at;
    clip->starts[clip->frames] = frame_length ? clip->frames * frame_length : length;
    if (clip->frames == 0) {
        fprintf(stderr, "%s: no frames\n", path);
        exit(1);
    }
}

void load_clips(struct camera *camera, const char *folder) {
    char path[4096];
    for (int i = 0; i < SIZES; i++) {
        snprintf(path, sizeof path, "%s/%ux%u.mjpeg", folder, sizes[i].width, sizes[i].height);
        load_clip(&camera->clips[FORMAT_MJPEG - 1][i], path, 0);
        snprintf(path, sizeof path, "%s/%ux%u.yuyv", folder, sizes[i].width, sizes[i].height);
        load_clip(&camera->clips[FORMAT_YUYV - 1][i], path, 2 * sizes[i].width * sizes[i].height);
    }
}

// In the dark, automatic exposure may take two frame times for one picture.
static double picture_period(const struct camera *camera) {
    bool is_slow = camera->dark && camera->dynamic_framerate && camera->exposure_mode == 8;
    return camera->interval / 1e7 * (is_slow ? 2 : 1);
}

static void start_picture_if_due(struct camera *camera) {
    double now = seconds_now();
    if (camera->picture || camera->frozen || now < camera->next_picture) return;
    if (camera->next_picture < now - 1) camera->next_picture = now;
    camera->next_picture += picture_period(camera);
    const struct clip *clip = &camera->clips[camera->format - 1][camera->frame - 1];
    unsigned index = camera->pictures_started % clip->frames;
    if (!camera->still) camera->pictures_started++;
    camera->picture = clip->data + clip->starts[index];
    camera->picture_length = clip->starts[index + 1] - clip->starts[index];
    camera->picture_sent = 0;
    camera->frame_toggle ^= 1;
    if (camera->cut_next) camera->picture_length /= 2;
    camera->cut_next = false;
}

// Writes the next piece of the picture with its header; returns 0 when none is on its way.
static uint32_t next_payload(struct camera *camera, uint8_t *bytes, uint32_t room) {
    if (!camera->picture || room <= HEADER_LENGTH) return 0;
    size_t rest = camera->picture_length - camera->picture_sent;
    size_t count = rest < room - HEADER_LENGTH ? rest : room - HEADER_LENGTH;
    bytes[0] = HEADER_LENGTH;
    bytes[1] = END_OF_HEADER | camera->frame_toggle;
    if (camera->flag_next) bytes[1] |= ERROR_BIT;
    camera->flag_next = false;
    for (size_t i = 0; i < count; i++) bytes[HEADER_LENGTH + i] = camera->picture[camera->picture_sent + i];
    camera->picture_sent += count;
    // Flipped bits in the middle of the picture, as a bad cable makes them.
    if (camera->stray_next && camera->picture_sent > camera->picture_length / 2 && count > 64) {
        for (int i = 0; i < 32; i++) bytes[HEADER_LENGTH + 16 + i] ^= 0x5A;
        camera->stray_next = false;
    }
    if (camera->drop_next && camera->picture_sent > camera->picture_length / 2) {
        camera->drop_next = false;
        camera->picture = NULL;  // The rest never comes; the next picture has the other toggle.
        return HEADER_LENGTH + count;
    }
    if (camera->picture_sent == camera->picture_length) {
        bytes[1] |= END_OF_FRAME;
        camera->picture = NULL;
    }
    return HEADER_LENGTH + count;
}

static void send_isochronous(struct camera *camera) {
    static double last;
    static uint8_t data[MOST_PACKETS * ISOCHRONOUS_PAYLOAD];
    double now = seconds_now(), period = ISOCHRONOUS_PERIOD_MILLISECONDS / 1e3;
    struct transfer transfer;
    while (now >= last + period && take_transfer(camera, &transfer)) {
        last = now - last > 0.1 ? now : last + period;
        uint32_t length = 0;
        for (uint32_t i = 0; i < transfer.packets; i++) {
            start_picture_if_due(camera);
            uint32_t room = ntohl(transfer.packet[i].length);
            uint32_t count = next_payload(camera, data + length, room < ISOCHRONOUS_PAYLOAD ? room : ISOCHRONOUS_PAYLOAD);
            transfer.packet[i].actual = htonl(count);
            transfer.packet[i].status = 0;
            length += count;
        }
        send_data(camera, transfer.sequence, 0, data, length, &transfer);
    }
}

static void send_bulk(struct camera *camera) {
    static uint8_t data[BULK_PAYLOAD];
    struct transfer transfer;
    for (start_picture_if_due(camera); camera->picture && take_transfer(camera, &transfer); start_picture_if_due(camera)) {
        uint32_t room = transfer.length < BULK_PAYLOAD ? transfer.length : BULK_PAYLOAD;
        send_data(camera, transfer.sequence, 0, data, next_payload(camera, data, room), NULL);
    }
}

void send_video(struct camera *camera) {
    if (!camera->streaming) return;
    if (camera->isochronous)
        send_isochronous(camera);
    else
        send_bulk(camera);
}
