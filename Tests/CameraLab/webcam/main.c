// usage: webcam [-i] FOLDER
// -i: isochronous transfer, as most cameras use; bulk otherwise. FOLDER holds the pictures: 640x480.mjpeg, 640x480.yuyv, 320x240.mjpeg,
// 320x240.yuyv. WEBCAM_PORT in the environment: the port of the virtual host controller, for a second camera.
//
// Commands on standard input:
//   plug unplug   the cable
//   freeze thaw   no more pictures, and pictures again
//   still move    the same picture over and over, and moving pictures again
//   dark light    in the dark, automatic exposure halves the rate unless exposure_dynamic_framerate is 0
//   cut           the next picture ends in the middle
//   flag          the next payload says that the picture is damaged
//   drop          the next picture breaks off and the one after it follows at once
//   stray         the next picture has flipped bits inside
//   quit
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "webcam.h"

double seconds_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

void say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "[webcam %.3f] ", seconds_now());
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void put_little_endian(uint8_t *bytes, uint32_t value, int count) {
    for (int i = 0; i < count; i++) bytes[i] = value >> 8 * i;
}

uint32_t get_little_endian(const uint8_t *bytes, int count) {
    uint32_t value = 0;
    while (count-- > 0) value = value << 8 | bytes[count];
    return value;
}

static void obey(struct camera *camera, const char *command) {
    say("%s", command);
    if (!strcmp(command, "plug")) plug(camera);
    else if (!strcmp(command, "unplug")) unplug(camera);
    else if (!strcmp(command, "freeze")) camera->frozen = true;
    else if (!strcmp(command, "thaw")) camera->frozen = false;
    else if (!strcmp(command, "still")) camera->still = true;
    else if (!strcmp(command, "move")) camera->still = false;
    else if (!strcmp(command, "dark")) camera->dark = true;
    else if (!strcmp(command, "light")) camera->dark = false;
    else if (!strcmp(command, "cut")) camera->cut_next = true;
    else if (!strcmp(command, "flag")) camera->flag_next = true;
    else if (!strcmp(command, "drop")) camera->drop_next = true;
    else if (!strcmp(command, "stray")) camera->stray_next = true;
    else if (!strcmp(command, "quit")) {
        unplug(camera);
        exit(0);
    } else say("no such command");
}

int main(int count, char **arguments) {
    static struct camera camera = {
        .socket = -1, .format = FORMAT_MJPEG, .frame = 1, .exposure_mode = 8, .dynamic_framerate = 1, .exposure_time = 156};
    camera.interval = intervals[0];
    signal(SIGPIPE, SIG_IGN);
    if (count > 1 && !strcmp(arguments[1], "-i")) {
        camera.isochronous = true;
        arguments++;
        count--;
    }
    if (count != 2) {
        fprintf(stderr, "usage: webcam [-i] FOLDER\n");
        return 64;
    }
    if (getenv("WEBCAM_PORT")) camera.port = atoi(getenv("WEBCAM_PORT"));
    load_clips(&camera, arguments[1]);
    plug(&camera);
    bool has_input = true;
    for (;;) {
        struct pollfd sources[2] = {{camera.socket, POLLIN, 0}, {has_input ? STDIN_FILENO : -1, POLLIN, 0}};
        poll(sources, 2, camera.streaming ? 2 : 100);
        if (sources[1].revents) {
            char line[256];
            ssize_t length = read(STDIN_FILENO, line, sizeof line - 1);
            has_input = length > 0;
            line[length > 0 ? length : 0] = 0;
            for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) obey(&camera, word);
            continue;
        }
        if (camera.socket >= 0 && sources[0].revents && !receive(&camera)) {
            say("the host let go");
            unplug(&camera);
        }
        if (camera.socket >= 0) send_video(&camera);
    }
}
