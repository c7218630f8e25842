"""What the scenarios of the camera lab work with: the camera, the stream and its feed, and the checks."""
import json
import os
import subprocess
import threading
import time
from pathlib import Path


class Lab:
    def __init__(self, cycles, seconds, affect, webcam, pictures, repository):
        self.cycles, self.seconds = cycles, seconds
        self.affect, self.webcam, self.pictures, self.repository = affect, webcam, pictures, repository
        self.failures = []
        self.processes = []
        self.streams = 0

    @staticmethod
    def now():
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC)

    def check(self, name, holds, found=None):
        detail = "" if found is None else f" ({found})"
        print(f"  {'ok  ' if holds else 'FAIL'} {name}{detail}", flush=True)
        if not holds:
            self.failures.append(name)

    def start(self, *command, **options):
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen([str(part) for part in command], **{**quiet, **options})
        self.processes.append(process)
        return process

    def devices(self):
        answer = subprocess.run([self.affect, "devices", "--json"], capture_output=True, check=True, cwd=self.repository)
        return json.loads(answer.stdout)

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()


class Webcam:
    """The virtual USB webcam; plugged in at once."""

    def __init__(self, lab, *options):
        log = open("/out/webcam.log", "wb")
        self.process = lab.start(lab.webcam, *options, lab.pictures, stdin=subprocess.PIPE, stderr=log)
        deadline = time.monotonic() + 10
        while not os.path.exists("/dev/video0") and time.monotonic() < deadline:
            time.sleep(0.05)
        lab.check("the kernel has the camera", os.path.exists("/dev/video0"))

    def do(self, command):
        """Returns the time just before, in nanoseconds."""
        since = Lab.now()
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()
        return since


class Vivid:
    """The kernel's virtual test camera; faults are injected through its second node, which capturing leaves free."""

    DRIVER = "/sys/bus/platform/drivers/vivid/"

    def __init__(self, lab):
        self.lab = lab

    def set(self, control):
        since = Lab.now()
        subprocess.run(["v4l2-ctl", "-d", "/dev/video0", "-c", control], check=False)
        return since

    def unbind(self):
        since = Lab.now()
        Path(self.DRIVER + "unbind").write_text("vivid.0")
        return since

    def bind(self):
        since = Lab.now()
        Path(self.DRIVER + "bind").write_text("vivid.0")
        return since


class LoopWriter:
    """Another program that feeds the loopback device."""

    def __init__(self, lab):
        source = f"{lab.pictures}/640x480.mjpeg"
        play = ["-re", "-f", "mjpeg", "-framerate", "30", "-stream_loop", "-1", "-i", source]
        self.process = lab.start("ffmpeg", "-v", "error", *play, "-c:v", "copy", "-f", "v4l2", "/dev/video0")

    def kill(self):
        self.process.kill()
        self.process.wait()


class Stream:
    """A running `affect run --print json` and every message that it published."""

    def __init__(self, lab, *options, user=None):
        self.lab = lab
        lab.streams += 1
        self.error_path = f"/out/affect-{lab.streams}.log"
        command = [lab.affect, "run", "--print", "json", *options]
        with open(self.error_path, "wb") as errors:
            self.process = lab.start(*command, stdout=subprocess.PIPE, stderr=errors, cwd=lab.repository, user=user)
        self.messages = []
        self.news = threading.Condition()
        self.copy = open(f"/out/feed-{lab.streams}.jsonl", "wb")
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.copy.write(line)
            message = json.loads(line)
            with self.news:
                self.messages.append(message)
                self.news.notify_all()

    def wait(self, matches, seconds):
        """The first message of the run that matches, waiting for it; None when the time is over."""
        deadline = time.monotonic() + seconds
        seen = 0
        with self.news:
            while True:
                while seen < len(self.messages):
                    if matches(self.messages[seen]):
                        return self.messages[seen]
                    seen += 1
                if time.monotonic() >= deadline or not self.news.wait(deadline - time.monotonic()):
                    return None

    def wait_status(self, state, since, seconds):
        def matches(message):
            return message["topic"].startswith("status") and message["state"] == state and message["t_publish_ns"] >= since

        return self.wait(matches, seconds)

    def last_status(self):
        with self.news:
            return next(m for m in reversed(self.messages) if m["topic"].startswith("status"))

    def affect(self, since):
        with self.news:
            return [m for m in self.messages if m["topic"].startswith("affect") and m["t_publish_ns"] > since]

    def log(self):
        return Path(self.error_path).read_text()

    def held_video(self):
        """Open files and mapped memory of video nodes."""
        folder = Path(f"/proc/{self.process.pid}")
        files = [os.readlink(link) for link in (folder / "fd").iterdir()]
        maps = (folder / "maps").read_text().splitlines()
        return [text for text in files + maps if "/dev/video" in text]

    def forget(self):
        """Drops the messages so far: they are in the file, and a long run would search them again and again."""
        with self.news:
            self.messages.clear()

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def resident_kilobytes(self):
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

    def processor_share(self, seconds):
        def used():
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

        before = used()
        time.sleep(seconds)
        return (used() - before) / seconds

    def check_order(self):
        """What holds for every run: ticks without a gap, captures in order, values only where they are valid."""
        messages = self.affect(0)
        ticks = sorted({m["tick"] for m in messages})
        whole = ticks == list(range(ticks[0], ticks[-1] + 1)) if ticks else False
        self.lab.check("every tick has its message", whole, len(ticks))
        captures = [(m["frame"], m["t_capture_ns"]) for m in messages if m["frame"] is not None]
        ordered = all(a[0] <= b[0] and a[1] <= b[1] for a, b in zip(captures, captures[1:]))
        self.lab.check("frames and capture times never go back", ordered, len(captures))
        values = [(m[key], m["valid"]) for m in messages for key in ("arousal", "valence")]
        sound = all((value is not None and -1 <= value <= 1) if valid else value is None for value, valid in values)
        self.lab.check("values are in range where valid, null elsewhere", sound)
        self.lab.check("the program lives", self.process.poll() is None)

    def finish(self, seconds):
        """The exit status when the program ends by itself; None when it does not."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self):
        self.process.terminate()
        status = self.finish(10)
        self.reader.join(5)
        self.copy.close()
        self.lab.check("stopped by SIGTERM with status 0", status == 0, status)
