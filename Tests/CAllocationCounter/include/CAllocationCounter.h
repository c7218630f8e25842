// Counts heap allocations: takes the place of malloc and its like in the executable that it is linked into.
#pragma once
#include <stdbool.h>

/// False under a sanitizer, which has an allocator of its own, and with another C library than glibc.
bool allocation_counter_is_available(void);

/// Starts counting the calling thread's allocations from 0.
void allocation_counter_start(void);

/// Stops, and returns how many there were since the start.
long allocation_counter_stop(void);
