"""One scenario of the camera lab, inside the guest: guest.py SCENARIO CYCLES SECONDS AFFECT WEBCAM PICTURES REPOSITORY

Asserts on what the feed says and in which order, not on rates: the guest has one slow processor.
"""
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from lab import Lab, LoopWriter, Stream, Vivid, Webcam

OFFLINE_MILLISECONDS = 200
STALL_SECONDS = 1.0
# Enumeration by the kernel takes about half a second after plugging in, before there is a node.
BACK_SECONDS = 2.5
# From the node's creation, whatever happens to its permissions meanwhile.
NODE_SECONDS = 2.0
UDEV_SECONDS = 0.2
NOBODY = 65534


def came_online(lab, stream, since, what, seconds=BACK_SECONDS):
    status = stream.wait_status("online", since, seconds + 10)
    delay = (status["t_publish_ns"] - since) / 1e9 if status else None
    lab.check(f"{what}: online again", delay is not None and delay <= seconds, f"{delay} s")
    valid = stream.wait(lambda m: m.get("valid") and m["t_publish_ns"] > since, 10)
    lab.check(f"{what}: values again", valid is not None)


def went_offline(lab, stream, since, what):
    status = stream.wait_status("offline", since, 5)
    delay = (status["t_publish_ns"] - since) / 1e6 if status else None
    lab.check(f"{what}: said within {OFFLINE_MILLISECONDS} ms", delay is not None and delay <= OFFLINE_MILLISECONDS, f"{delay} ms")
    time.sleep(0.5)
    lab.check(f"{what}: nothing of the camera is held", stream.held_video() == [], stream.held_video())
    later = [m for m in stream.affect(since + 300_000_000) if m["valid"]]
    lab.check(f"{what}: no values without a camera", later == [], f"{len(later)} messages")


def provoke(webcam, stream, command, count):
    """How far a count grows when a fault is made some times: one frame alone may be lost or never decoded."""
    time.sleep(1.5)
    before = stream.last_status()[count]
    for _ in range(20):
        webcam.do(command)
        time.sleep(0.15)
    time.sleep(1.5)
    return stream.last_status()[count] - before


def first_online(lab, stream):
    lab.check("online", stream.wait_status("online", 0, 60) is not None)
    lab.check("values", stream.wait(lambda m: m.get("valid"), 10) is not None)


def uvc(lab):
    """A camera that is absent, comes, goes, and comes back under another number."""
    webcam = Webcam(lab)
    webcam.do("unplug")
    time.sleep(1)
    stream = Stream(lab)
    lab.check("no camera at start: said", stream.wait_status("offline", 0, 30) is not None)
    share = stream.processor_share(8)
    if share >= 0.02:
        # The guest also counts what other programs of the host take from it.
        share = stream.processor_share(8)
    lab.check("no camera: processor below 2 %", share < 0.02, f"{share:.1%}")
    waiting = stream.affect(0)
    lab.check("no camera: a message each tick", len(waiting) > 60 and all(m["state"] == "offline" for m in waiting), len(waiting))

    since = webcam.do("plug")
    came_online(lab, stream, since, "first plugged in")
    online = stream.wait_status("online", since, 1)
    lab.check("Motion JPEG 640x480 at 30 fps is chosen", online and "MJPG 640x480 at 30 fps" in online["device"], online and online["device"])
    for cycle in range(10):
        time.sleep(1 + cycle % 3 * 0.5)
        went_offline(lab, stream, webcam.do("unplug"), f"unplugged, {cycle}")
        time.sleep(cycle % 5 * 0.4)
        came_online(lab, stream, webcam.do("plug"), f"replugged, {cycle}")

    with open("/dev/video0", "rb"):
        went_offline(lab, stream, webcam.do("unplug"), "unplugged while another program holds the node")
        since = webcam.do("plug")
        came_online(lab, stream, since, "replugged under another number")
        online = stream.wait_status("online", since, 1)
        lab.check("the new node is used", online and "/dev/video1" in online["device"], online and online["device"])
    time.sleep(2)
    stream.check_order()
    stream.stop()


def access(lab):
    """A node that only root may open until udev has set its permissions."""
    webcam = Webcam(lab)
    webcam.do("unplug")
    stream = Stream(lab, user=NOBODY)
    lab.check("no camera at start: said", stream.wait_status("offline", 0, 30) is not None)
    for cycle in range(3):
        webcam.do("plug")
        node = Path("/dev/video0")
        while not node.exists():
            time.sleep(0.005)
        created = lab.now()
        time.sleep(UDEV_SECONDS)
        os.chmod(node, 0o666)
        came_online(lab, stream, created, f"access granted late, {cycle}", NODE_SECONDS)
        went_offline(lab, stream, webcam.do("unplug"), f"unplugged, {cycle}")
    stream.check_order()
    stream.stop()


def damage(lab):
    """Cut, dropped and corrupt frames, one after the other."""
    webcam = Webcam(lab)
    stream = Stream(lab)
    first_online(lab, stream)
    for command in ("cut", "drop", "stray"):
        grown = provoke(webcam, stream, command, "frames_damaged")
        lab.check(f"{command}: counted as damaged", grown > 0, grown)
    grown = provoke(webcam, stream, "flag", "frames_lost")
    lab.check("flag: the driver throws the frame away, counted as lost", grown > 0, grown)
    lab.check("still online", stream.last_status()["state"] == "online")
    stream.check_order()
    stream.stop()


def flagged(lab):
    """uvcvideo with nodrop=1 hands damaged frames over, with V4L2_BUF_FLAG_ERROR."""
    webcam = Webcam(lab)
    stream = Stream(lab)
    first_online(lab, stream)
    grown = provoke(webcam, stream, "flag", "frames_damaged")
    lab.check("flag: the driver marks the frame, counted as damaged", grown > 0, grown)
    stream.check_order()
    stream.stop()


def stall(lab):
    """No pictures, and the same picture over and over."""
    webcam = Webcam(lab)
    stream = Stream(lab)
    first_online(lab, stream)
    time.sleep(2)
    since = webcam.do("freeze")
    status = stream.wait_status("stalled", since, 10)
    delay = (status["t_publish_ns"] - since) / 1e9 if status else None
    # The last picture came up to a frame time before the command.
    lab.check("no pictures: stalled", delay is not None and abs(delay - STALL_SECONDS) <= 0.5, f"{delay} s")
    time.sleep(3)
    came_online(lab, stream, webcam.do("thaw"), "pictures again", 9)
    time.sleep(1)
    since = webcam.do("still")
    status = stream.wait_status("frozen", since, 10)
    delay = (status["t_publish_ns"] - since) / 1e9 if status else None
    lab.check("same picture: frozen", delay is not None and 2.9 <= delay <= 5, f"{delay} s")
    time.sleep(3)
    lab.check("same picture: stays frozen", stream.last_status()["state"] == "frozen", stream.last_status()["state"])
    came_online(lab, stream, webcam.do("move"), "moving again")
    stream.check_order()
    stream.stop()


def choice(lab):
    """Listing and choosing cameras; a camera in use; low light."""
    webcam = Webcam(lab)
    cameras = lab.devices()
    usable = [c for c in cameras if "obstacle" not in c]
    lab.check("one usable camera, one metadata node", len(cameras) == 2 and len(usable) == 1, [c["path"] for c in cameras])
    camera = usable[0]
    lab.check("serial number", camera.get("serial") == "LAB0001", camera.get("serial"))
    sizes = {(s["width"], s["height"], tuple(s["framesPerSecond"])) for f in camera["formats"] for s in f["sizes"]}
    rounded = {(w, h, tuple(round(r) for r in rates)) for w, h, rates in sizes}
    lab.check("both sizes and rates", rounded == {(640, 480, (30, 15)), (320, 240, (30, 15))}, rounded)
    lab.check("the choice has a reason", "first usable camera" in camera.get("selection", ""), camera.get("selection"))
    for name in ("LAB0001", "lab camera", "/dev/video0", "0"):
        stream = Stream(lab, "--camera", name)
        lab.check(f"--camera {name}: online", stream.wait_status("online", 0, 30) is not None)
        stream.stop()
    for name, words in (("/dev/video1", "metadata"), ("/dev/null", "no video device"), ("/tmp", "EISDIR")):
        stream = Stream(lab, "--camera", name)
        status = stream.finish(30)
        lab.check(f"--camera {name}: refused", status not in (0, None) and words in stream.log(), stream.log().strip()[-200:])

    stream = Stream(lab, user=NOBODY)
    status = stream.finish(30)
    lab.check("no permission: refused with the command", status not in (0, None) and "usermod -aG video" in stream.log(), stream.log().strip()[-200:])

    other = lab.start("v4l2-ctl", "-d", "/dev/video0", "--stream-mmap", "--stream-count=100000")
    time.sleep(1)
    stream = Stream(lab)
    status = stream.wait_status("offline", 0, 30)
    busy = stream.wait(lambda m: "v4l2-ctl (process" in (m.get("cause") or ""), 10)
    lab.check("camera in use: said", status is not None and busy is not None, status and status["cause"])
    other.terminate()
    other.wait()
    came_online(lab, stream, lab.now(), "camera free", 6)
    time.sleep(6)
    usual = stream.last_status()["frames_captured"]
    webcam.do("dark")
    time.sleep(7)
    captured = stream.last_status()["frames_captured"] - usual
    lab.check("low light: the lower rate is measured", captured < 150 and stream.last_status()["fps"] < 20, stream.last_status()["fps"])
    lab.check("low light: still online", stream.last_status()["state"] == "online")
    stream.check_order()
    stream.stop()


def isochronous(lab):
    """The transfer that most cameras use."""
    webcam = Webcam(lab, "-i")
    stream = Stream(lab)
    first_online(lab, stream)
    time.sleep(2)
    went_offline(lab, stream, webcam.do("unplug"), "unplugged")
    came_online(lab, stream, webcam.do("plug"), "replugged")
    time.sleep(2)
    stream.check_order()
    stream.stop()


def vivid(lab):
    """Raw pictures, and the faults that vivid can inject."""
    camera = Vivid(lab)
    stream = Stream(lab)
    online = stream.wait_status("online", 0, 60)
    lab.check("YUYV 640x480 is chosen", online and "YUYV 640x480" in online["device"], online and online["device"])
    time.sleep(2)
    lost = stream.last_status()["frames_lost"]
    camera.set("percentage_of_dropped_buffers=50")
    time.sleep(3)
    lab.check("dropped buffers: counted as lost", stream.last_status()["frames_lost"] > lost + 10, stream.last_status()["frames_lost"])
    camera.set("percentage_of_dropped_buffers=0")
    damaged = stream.last_status()["frames_damaged"]
    camera.set("inject_v4l2_buf_flag_error=1")
    status = stream.wait(lambda m: m["topic"].startswith("status") and m["frames_damaged"] > damaged, 5)
    lab.check("flagged buffer: counted as damaged", status is not None)
    for control, words in (("inject_fatal_streaming_error", "EIO"), ("inject_vidioc_qbuf_error", "VIDIOC_QBUF")):
        time.sleep(11)
        since = camera.set(control + "=1")
        status = stream.wait_status("offline", since, 5)
        lab.check(f"{control}: said", status and words in status["cause"], status and status["cause"])
        back = stream.wait_status("online", since, 5)
        lab.check(f"{control}: opened again at once", back and back["t_publish_ns"] - since < 1_000_000_000)
    for control in ("inject_vidioc_reqbufs_error", "inject_vidioc_streamon_error"):
        camera.set(control + "=1")
        since = camera.set("inject_fatal_streaming_error=1")
        lab.check(f"{control} while it is opened again: offline", stream.wait_status("offline", since, 5) is not None)
        lab.check(f"{control} while it is opened again: online", stream.wait_status("online", since, 12) is not None)
    since = camera.set("disconnect=1")
    lab.check("disconnected: offline", stream.wait_status("offline", since, 5) is not None)
    # vivid takes its nodes back once nobody holds them: online again means that they were let go.
    lab.check("disconnected: online again", stream.wait_status("online", since, 12) is not None)
    since = camera.unbind()
    lab.check("unbound: offline", stream.wait_status("offline", since, 5) is not None)
    time.sleep(3)
    lab.check("unbound: nothing of the camera is held", stream.held_video() == [], stream.held_video())
    since = camera.bind()
    lab.check("bound: online", stream.wait_status("online", since, 5) is not None)
    time.sleep(2)
    since = camera.set("osd_text_mode=2")
    lab.check("still test picture: frozen", stream.wait_status("frozen", since, 8) is not None)
    stream.check_order()
    stream.stop()


def loop(lab):
    """A loopback device: a camera whose writer comes and goes, without time stamps of a known clock."""
    stream = Stream(lab)
    lab.check("no writer: offline", stream.wait_status("offline", 0, 60) is not None)
    time.sleep(1)
    since = lab.now()
    writer = LoopWriter(lab)
    came_online(lab, stream, since, "writer came", 10)
    time.sleep(3)
    since = lab.now()
    writer.kill()
    status = stream.wait(lambda m: m["topic"].startswith("status") and m["state"] in ("stalled", "offline") and m["t_publish_ns"] > since, 8)
    lab.check("writer died: said", status is not None, status and status["cause"])
    stream.check_order()
    stream.stop()


def replugs(lab):
    """The cable pulled out and put back many times: nothing is left over and nothing grows."""
    webcam = Webcam(lab)
    stream = Stream(lab)
    first_online(lab, stream)
    time.sleep(5)
    files, threads, memory = stream.open_files(), stream.threads(), stream.resident_kilobytes()
    held = len(stream.held_video())
    slowest_loss, slowest_return, failures = 0, 0, 0
    for cycle in range(lab.cycles):
        since = webcam.do("unplug")
        lost = stream.wait_status("offline", since, 5)
        time.sleep(0.1 + cycle % 7 * 0.3)
        back = webcam.do("plug")
        found = stream.wait_status("online", back, 15)
        valid = found and stream.wait(lambda m: m.get("valid") and m["t_publish_ns"] > back, 10)
        if not (lost and found and valid):
            failures += 1
            continue
        slowest_loss = max(slowest_loss, (lost["t_publish_ns"] - since) / 1e6)
        slowest_return = max(slowest_return, (found["t_publish_ns"] - back) / 1e9)
        time.sleep(cycle % 5 * 0.2)
        stream.forget()
    lab.check(f"{lab.cycles} replugs: the camera and values come back each time", failures == 0, f"{failures} failures")
    lab.check("slowest loss", slowest_loss <= OFFLINE_MILLISECONDS, f"{slowest_loss:.0f} ms")
    lab.check("slowest return", slowest_return <= BACK_SECONDS, f"{slowest_return:.2f} s")
    lab.check("no more open files", stream.open_files() <= files, f"{files} before, {stream.open_files()} after")
    lab.check("no more threads", stream.threads() <= threads, f"{threads} before, {stream.threads()} after")
    lab.check("no more files and maps of the camera", len(stream.held_video()) <= held, f"{held} before, {len(stream.held_video())} after")
    grown = stream.resident_kilobytes() - memory
    lab.check("memory does not grow", grown < 4096, f"{grown} kB")
    stream.stop()


def said(messages):
    """What was said of faces, but for the moment of saying it and how the machine was doing then."""
    moment = ("run", "source", "t_publish_ns", "latency_ms", "reasons")
    machine = {"overload", "low_frame_rate"}
    return [
        {k: v for k, v in m.items() if k not in moment} | {"reasons": [r for r in m["reasons"] if r not in machine]}
        for m in messages if m["topic"].startswith("affect.")
    ]


def record(lab, webcam, mode, seconds, *options):
    """Records a live camera and replays the session: every estimate has to come again to the bit."""
    session = Path(f"/tmp/{mode}_01")
    stream = Stream(lab, "--record", session, "--mode", mode, "--keep-free", "0", "--max-seconds", "900", *options)
    first_online(lab, stream)
    time.sleep(seconds)
    dropped = stream.last_status()["recording"]["dropped"]
    stream.check_order()
    stream.stop()
    lab.check(f"{mode}: the disk kept up", dropped == 0, dropped)
    recorded = said(json.loads(line) for line in (session / "feed.jsonl").read_text().splitlines())
    values = sum(m["valid"] for m in recorded)
    lab.check(f"{mode}: values were recorded", values > 5 * seconds, f"{values} of {len(recorded)} messages")
    begin = time.monotonic()
    command = [lab.affect, "run", "--source", session, "--speed", "max", "--control", "off", "--print", "json"]
    answer = subprocess.run(command, capture_output=True, cwd=lab.repository)
    took = time.monotonic() - begin
    again = said(json.loads(line) for line in answer.stdout.splitlines())
    same = sum(one == other for one, other in zip(recorded, again))
    other = sorted({key for a, b in zip(recorded, again) for key in a if a[key] != b.get(key)})
    length = len({m["tick"] for m in recorded}) / 10
    lab.check(
        f"{mode}: replayed from {mode}, bit-identical", again == recorded,
        f"{same} of {len(recorded)} messages, others differ in {other}, {length:.1f} s at {length / took:.1f} times real time")
    whole = subprocess.run([lab.affect, "recover", session], capture_output=True, cwd=lab.repository)
    lab.check(f"{mode}: the session is whole", whole.returncode == 0, whole.stderr.decode().strip()[-200:])
    shutil.rmtree(session)


def recording(lab):
    """A camera recorded as Motion JPEG with its pictures and as YUYV with crops, and both replayed."""
    webcam = Webcam(lab)
    record(lab, webcam, "video", lab.seconds)
    record(lab, webcam, "crops", lab.seconds, "--format", "YUYV", "--size", "320x240")


def full(lab):
    """A disk of 2 MiB under a live recording: it stops and says why, and the stream goes on."""
    Webcam(lab)
    disk = Path("/tmp/disk")
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2M", "tmpfs", disk], check=True)
    session = disk / "full_01"
    stream = Stream(lab, "--record", session, "--keep-free", "0")
    first_online(lab, stream)
    stopped = stream.wait(lambda m: m["topic"] == "notify.recording.stopped.", 30)
    lab.check("stopped, with the reason", stopped and "No space left" in stopped["cause"], stopped and stopped["cause"])
    later = stream.wait(lambda m: m.get("valid") and stopped and m["tick"] > stopped["tick"] + 20, 30)
    lab.check("values go on", later is not None)
    stream.check_order()
    stream.stop()
    state = json.loads((session / "session.json").read_text())["state"]
    lab.check("the session is closed", state == "stopped", state)
    whole = subprocess.run([lab.affect, "recover", session], capture_output=True, cwd=lab.repository)
    lab.check("the session is whole", whole.returncode == 0, whole.stderr.decode().strip()[-200:])
    subprocess.run(["umount", disk], check=True)


scenarios = (uvc, access, damage, flagged, stall, choice, isochronous, vivid, loop, recording, full, replugs)
scenario = {f.__name__: f for f in scenarios}[sys.argv[1]]
lab = Lab(int(sys.argv[2]), float(sys.argv[3]), *sys.argv[4:])
try:
    scenario(lab)
finally:
    lab.close()
sys.exit(1 if lab.failures else 0)
