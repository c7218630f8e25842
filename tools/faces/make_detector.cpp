// Serialises dlib's frontal face detector, which its header holds as base64 of compressed data, to a file.
#include <dlib/image_processing/frontal_face_detector.h>
#include <fstream>
#include <iostream>

int main(int count, char **arguments) {
    if (count != 2) {
        std::cerr << "usage: make_detector FILE\n";
        return 64;
    }
    std::ofstream file(arguments[1], std::ios::binary);
    dlib::serialize(dlib::get_frontal_face_detector(), file);
    if (!file.flush()) {
        std::cerr << "cannot write " << arguments[1] << "\n";
        return 1;
    }
}
