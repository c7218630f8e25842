#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "webcam.h"

enum { SUBMIT = 1, UNLINK = 2, SUBMIT_REPLY = 3, UNLINK_REPLY = 4, HEADER_WORDS = 12, HIGH_SPEED = 3 };
enum { NO_PACKETS = 0xFFFFFFFF, CONTROL_ROOM = 4096 };

static bool read_all(int socket, void *data, size_t length) {
    for (uint8_t *bytes = data; length > 0;) {
        ssize_t count = read(socket, bytes, length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes += count;
        length -= count;
    }
    return true;
}

static bool write_all(int socket, struct iovec *parts, int count) {
    while (count > 0) {
        ssize_t written = writev(socket, parts, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        while (count > 0 && (size_t)written >= parts->iov_len) {
            written -= parts->iov_len;
            parts++;
            count--;
        }
        if (count > 0) {
            parts->iov_base = (uint8_t *)parts->iov_base + written;
            parts->iov_len -= written;
        }
    }
    return true;
}

void send_data(struct camera *camera, uint32_t sequence, int status, const void *data, uint32_t length, const struct transfer *packets) {
    uint32_t count = packets ? packets->packets : 0;
    uint32_t header[HEADER_WORDS] = {htonl(SUBMIT_REPLY), htonl(sequence), 0, 0, 0, htonl(status), htonl(length), 0, htonl(count)};
    struct iovec parts[3] = {{header, sizeof header}, {(void *)data, length}, {packets ? (void *)packets->packet : NULL, count * 16}};
    write_all(camera->socket, parts, 3);
}

bool take_transfer(struct camera *camera, struct transfer *transfer) {
    if (camera->waiting == 0) return false;
    *transfer = camera->transfers[0];
    camera->waiting--;
    memmove(camera->transfers, camera->transfers + 1, camera->waiting * sizeof *camera->transfers);
    return true;
}

void unplug(struct camera *camera) {
    if (camera->socket < 0) return;
    close(camera->socket);
    camera->socket = -1;
    camera->streaming = false;
    camera->waiting = 0;
    say("unplugged");
}

void plug(struct camera *camera) {
    if (camera->socket >= 0) return;
    int ends[2], room = 1 << 20;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) {
        perror("socketpair");
        exit(1);
    }
    setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    char line[64];
    int length = snprintf(line, sizeof line, "%d %d %d %d", camera->port, ends[1], 1 << 16 | 2, HIGH_SPEED);
    // The port stays busy until the kernel has let go of the camera that was pulled out.
    for (int attempt = 0; attempt < 50; attempt++) {
        int file = open("/sys/devices/platform/vhci_hcd.0/attach", O_WRONLY);
        if (file < 0) {
            perror("vhci_hcd attach");
            exit(1);
        }
        ssize_t written = write(file, line, length);
        close(file);
        if (written == length) {
            close(ends[1]);
            camera->socket = ends[0];
            say("plugged into port %d", camera->port);
            return;
        }
        usleep(100000);
    }
    perror("attach");
    close(ends[0]);
    close(ends[1]);
}

static bool cancel(struct camera *camera, uint32_t sequence, uint32_t cancelled) {
    int status = 0;
    for (unsigned i = 0; i < camera->waiting; i++) {
        if (camera->transfers[i].sequence != cancelled) continue;
        camera->waiting--;
        memmove(camera->transfers + i, camera->transfers + i + 1, (camera->waiting - i) * sizeof *camera->transfers);
        status = -ECONNRESET;
        break;
    }
    uint32_t reply[HEADER_WORDS] = {htonl(UNLINK_REPLY), htonl(sequence), 0, 0, 0, htonl(status)};
    struct iovec part = {reply, sizeof reply};
    return write_all(camera->socket, &part, 1);
}

static void control(struct camera *camera, uint32_t sequence, uint32_t length, const uint8_t *setup, uint8_t *data) {
    int answer = answer_request(camera, setup, data, length);
    if (answer < 0) {
        send_data(camera, sequence, -EPIPE, NULL, 0, NULL);
        return;
    }
    bool to_host = setup[0] & 0x80;
    uint32_t count = (uint32_t)answer < length ? (uint32_t)answer : length;
    if (to_host) {
        send_data(camera, sequence, 0, data, count, NULL);
        return;
    }
    // The host counts what it sent, but no data travel back.
    uint32_t header[HEADER_WORDS] = {htonl(SUBMIT_REPLY), htonl(sequence), 0, 0, 0, 0, htonl(length)};
    struct iovec part = {header, sizeof header};
    write_all(camera->socket, &part, 1);
}

bool receive(struct camera *camera) {
    uint32_t header[HEADER_WORDS];
    if (!read_all(camera->socket, header, sizeof header)) return false;
    uint32_t command = ntohl(header[0]), sequence = ntohl(header[1]), to_host = ntohl(header[3]), endpoint = ntohl(header[4]);
    if (command == UNLINK) return cancel(camera, sequence, ntohl(header[5]));
    if (command != SUBMIT) return false;
    uint32_t length = ntohl(header[6]), packets = ntohl(header[8]);
    static uint8_t data[CONTROL_ROOM];
    if (!to_host && length > 0 && (length > sizeof data || !read_all(camera->socket, data, length))) return false;
    if (endpoint == 0) {
        control(camera, sequence, length, (const uint8_t *)(header + 10), data);
        return true;
    }
    if (packets == NO_PACKETS) packets = 0;
    if (camera->waiting == MOST_TRANSFERS || packets > MOST_PACKETS) return false;
    struct transfer *transfer = &camera->transfers[camera->waiting++];
    transfer->sequence = sequence;
    transfer->length = length;
    transfer->packets = packets;
    return packets == 0 || read_all(camera->socket, transfer->packet, packets * 16);
}
