// Exceptions become messages here.
#pragma once
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <string>

/// What `make` returns, or null and the reason in `error`.
template <typename Object, typename Make>
Object *null_on_failure(char *error, size_t capacity, Make make) {
    const char *reason = "unknown error";
    std::string words;
    try {
        std::unique_ptr<Object> object = make();
        return object.release();
    } catch (const std::bad_alloc &) {
        reason = "it asks for more memory than there is";
    } catch (const std::exception &exception) {
        words = exception.what();
        reason = words.c_str();
    } catch (...) {}
    if (capacity > 0) {
        std::strncpy(error, reason, capacity - 1);
        error[capacity - 1] = 0;
    }
    return nullptr;
}
