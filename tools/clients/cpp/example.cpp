// Prints the person's arousal and valence: c++ -std=c++17 example.cpp -lzmq -o example && ./example [ENDPOINT] [MESSAGES]
#include <cstdio>
#include <exception>

#include "affect.hpp"

int main(int argc, char** argv) try {
    affect::Feed feed(argc > 1 ? argv[1] : "tcp://127.0.0.1:5570");
    long left = argc > 2 ? std::atol(argv[2]) : -1;
    while (left != 0) {
        const auto estimate = feed.next(10000);
        if (!estimate) {
            std::fprintf(stderr, "no message for 10 seconds\n");
            return 1;
        }
        if (!estimate->valid) continue;
        std::printf("%lld %s %.9g %.9g\n", static_cast<long long>(estimate->tick), estimate->state.c_str(), *estimate->arousal,
                    *estimate->valence);
        std::fflush(stdout);
        if (left > 0) --left;
    }
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
