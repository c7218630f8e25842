// The detector for every processor.
#include "CDlib.h"
#include "DetectorEngine.h"
#include <sstream>
#include <string>

#define dlib dlib_baseline
#include "DetectorEngine.inl"

std::unique_ptr<detector_engine> make_baseline_engine(const void *bytes, size_t count) {
    std::istringstream in(std::string(static_cast<const char *>(bytes), count));
    return std::make_unique<engine>(in);
}
