// dlib's configuration without BLAS and LAPACK: its own matrix code is used instead. It runs once at start, and nothing
// has to be linked. Comes before every other header of dlib, after any `#define dlib`.
#pragma once
#include <dlib/algs.h>
#include <dlib/test_for_odr_violations.h>
#undef DLIB_USE_BLAS
#undef DLIB_USE_LAPACK
