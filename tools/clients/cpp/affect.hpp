// Reads the feed of AffectStream: one header, C++17, needs libzmq (compile with -lzmq). Messages: docs/feed.md.
//
//     affect::Feed feed("tcp://127.0.0.1:5570");
//     while (auto estimate = feed.next(5000))
//         if (estimate->valid) std::printf("%f %f\n", *estimate->arousal, *estimate->valence);
#pragma once

#include <zmq.h>

#include <cctype>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace affect {

// What the stream says of one face, or of nobody, at one tick. A value that is missing is empty, never 0.
struct Estimate {
    std::string topic, track, state, run;
    bool primary = false, valid = false;
    std::int64_t tick = 0, seq = 0;
    std::optional<std::int64_t> t_capture_ns;  // CLOCK_MONOTONIC of the publishing host
    std::optional<double> arousal, valence, arousal_sd, valence_sd, confidence, latency_ms;
    std::string json;  // the whole message
};

// A client's pair and the server's public key in Z85, as `affect keygen` makes them.
struct Keys {
    std::string public_key, secret_key, server_key;
};

namespace detail {

// Walks the members of one JSON object. Values are given as they stand in the text.
class Members {
public:
    explicit Members(std::string_view text) : text_(text) {
        skip_space();
        if (!take('{')) fail();
    }

    bool next(std::string_view& name, std::string_view& value) {
        skip_space();
        if (take('}')) return false;
        if (!is_first_ && !take(',')) fail();
        is_first_ = false;
        skip_space();
        name = string();
        skip_space();
        if (!take(':')) fail();
        skip_space();
        value = any();
        return true;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    bool is_first_ = true;

    [[noreturn]] static void fail() { throw std::runtime_error("affect: the message is no JSON object"); }

    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    void skip_space() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    }

    std::string_view string() {
        if (!take('"')) fail();
        const std::size_t start = at_;
        for (; at_ < text_.size() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\') ++at_;
        if (at_ >= text_.size()) fail();
        return text_.substr(start, at_++ - start);
    }

    std::string_view any() {
        const std::size_t start = at_;
        int depth = 0;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"') {
                string();
                if (depth == 0) break;
                continue;
            }
            if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
            if (c == '{' || c == '[') ++depth;
            if (c == '}' || c == ']') --depth;
            ++at_;
            if (depth == 0 && (c == '}' || c == ']')) break;
        }
        if (depth != 0 || at_ == start) fail();
        return text_.substr(start, at_ - start);
    }
};

inline std::optional<double> number(std::string_view value) {
    if (value == "null") return std::nullopt;
    return std::strtod(std::string(value).c_str(), nullptr);
}

inline std::optional<std::int64_t> integer(std::string_view value) {
    std::int64_t result = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), result);
    if (read.ec != std::errc{}) return std::nullopt;
    return result;
}

// The strings of the feed that are read here hold no escapes.
inline std::string text(std::string_view value) {
    return value.size() < 2 ? std::string() : std::string(value.substr(1, value.size() - 2));
}

}  // namespace detail

// Throws std::runtime_error when `json` is no JSON object.
inline Estimate parse(std::string json) {
    Estimate e;
    e.json = std::move(json);
    detail::Members members(e.json);
    std::string_view name, value;
    while (members.next(name, value)) {
        if (name == "topic") e.topic = detail::text(value);
        else if (name == "track") e.track = detail::text(value);
        else if (name == "state") e.state = detail::text(value);
        else if (name == "run") e.run = detail::text(value);
        else if (name == "primary") e.primary = value == "true";
        else if (name == "valid") e.valid = value == "true";
        else if (name == "tick") e.tick = detail::integer(value).value_or(0);
        else if (name == "seq") e.seq = detail::integer(value).value_or(0);
        else if (name == "t_capture_ns") e.t_capture_ns = detail::integer(value);
        else if (name == "arousal") e.arousal = detail::number(value);
        else if (name == "valence") e.valence = detail::number(value);
        else if (name == "arousal_sd") e.arousal_sd = detail::number(value);
        else if (name == "valence_sd") e.valence_sd = detail::number(value);
        else if (name == "confidence") e.confidence = detail::number(value);
        else if (name == "latency_ms") e.latency_ms = detail::number(value);
    }
    return e;
}

// A subscriber. One thread uses it. Throws std::runtime_error with libzmq's words.
class Feed {
public:
    explicit Feed(const std::string& endpoint = "tcp://127.0.0.1:5570", const std::string& topic = "affect.",
                  const std::optional<Keys>& keys = std::nullopt)
        : context_(zmq_ctx_new()), socket_(context_ ? zmq_socket(context_, ZMQ_SUB) : nullptr) {
        try {
            const int linger = 0;
            check(socket_ ? 0 : -1);
            check(zmq_setsockopt(socket_, ZMQ_LINGER, &linger, sizeof linger));
            if (keys) {
                set(ZMQ_CURVE_SERVERKEY, keys->server_key);
                set(ZMQ_CURVE_PUBLICKEY, keys->public_key);
                set(ZMQ_CURVE_SECRETKEY, keys->secret_key);
            }
            set(ZMQ_SUBSCRIBE, topic);
            check(zmq_connect(socket_, endpoint.c_str()));
        } catch (...) {
            close();
            throw;
        }
    }

    ~Feed() { close(); }
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    // The next message about the person to follow, or nothing when none came for `milliseconds` (-1 waits for ever).
    std::optional<Estimate> next(int milliseconds = -1) {
        check(zmq_setsockopt(socket_, ZMQ_RCVTIMEO, &milliseconds, sizeof milliseconds));
        std::string payload;
        while (receive(payload)) {
            Estimate estimate = parse(std::move(payload));
            if (estimate.primary) return estimate;
            payload.clear();
        }
        return std::nullopt;
    }

private:
    void* context_;
    void* socket_;

    static void check(int status) {
        if (status == -1) throw std::runtime_error(std::string("affect: ") + zmq_strerror(zmq_errno()));
    }

    void set(int option, const std::string& value) {
        check(zmq_setsockopt(socket_, option, value.data(), value.size()));
    }

    // The second part of the next message; false when none came in time.
    bool receive(std::string& payload) {
        for (int part = 0;; ++part) {
            zmq_msg_t message;
            zmq_msg_init(&message);
            if (zmq_msg_recv(&message, socket_, 0) == -1) {
                const int error = zmq_errno();
                zmq_msg_close(&message);
                if (error == EAGAIN) return false;
                throw std::runtime_error(std::string("affect: ") + zmq_strerror(error));
            }
            if (part == 1) payload.assign(static_cast<char*>(zmq_msg_data(&message)), zmq_msg_size(&message));
            const bool more = zmq_msg_more(&message) != 0;
            zmq_msg_close(&message);
            if (!more) return true;
        }
    }

    void close() noexcept {
        if (socket_) zmq_close(socket_);
        if (context_) zmq_ctx_term(context_);
        socket_ = context_ = nullptr;
    }
};

}  // namespace affect
