#pragma once
#include <errno.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>

/// `ioctl(2)` for Swift, which cannot call variadic functions. Returns 0, or the error number.
static inline int cv4l2_ioctl(int descriptor, unsigned long request, void *argument) {
    return ioctl(descriptor, request, argument) < 0 ? errno : 0;
}

/* Request numbers are macros with arguments, which Swift does not import. */
static const unsigned long cv4l2_querycap = VIDIOC_QUERYCAP;
static const unsigned long cv4l2_enum_fmt = VIDIOC_ENUM_FMT;
static const unsigned long cv4l2_enum_framesizes = VIDIOC_ENUM_FRAMESIZES;
static const unsigned long cv4l2_enum_frameintervals = VIDIOC_ENUM_FRAMEINTERVALS;
static const unsigned long cv4l2_s_fmt = VIDIOC_S_FMT;
static const unsigned long cv4l2_s_parm = VIDIOC_S_PARM;
static const unsigned long cv4l2_queryctrl = VIDIOC_QUERYCTRL;
static const unsigned long cv4l2_s_ctrl = VIDIOC_S_CTRL;
static const unsigned long cv4l2_subscribe_event = VIDIOC_SUBSCRIBE_EVENT;
static const unsigned long cv4l2_dqevent = VIDIOC_DQEVENT;
static const unsigned long cv4l2_reqbufs = VIDIOC_REQBUFS;
static const unsigned long cv4l2_querybuf = VIDIOC_QUERYBUF;
static const unsigned long cv4l2_qbuf = VIDIOC_QBUF;
static const unsigned long cv4l2_dqbuf = VIDIOC_DQBUF;
static const unsigned long cv4l2_streamon = VIDIOC_STREAMON;
static const unsigned long cv4l2_streamoff = VIDIOC_STREAMOFF;
