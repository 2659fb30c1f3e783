"""Sound: how long it is, and a recording made into what the customer's phone plays: for WhatsApp a voice note (OGG/Opus, mono), for LINE,
which takes no other, M4A. Run it in a thread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import av.error
from av.audio.resampler import AudioResampler
from msgspec import Struct

RATE = 48_000  # Opus knows no other in practice
BITS_PER_SECOND = (
    24_000  # speech; keeps a minute and a half below the 512 KB above which WhatsApp shows no play button at once
)
LONGEST_SECONDS = 30 * 60.0
# Strangers' files: nothing that names other files or addresses (playlists, descriptions of streams) is opened, whatever it looks like.
SAFE = {
    "format_whitelist": "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,ogg,mp3,aac,amr,wav,flac,avi,aiff,asf,mpeg,mpegts",
    "protocol_whitelist": "file",
}


class NotSound(Exception):
    """The bytes hold no sound that can be read."""


def duration(path: Path) -> float | None:
    """Seconds of a recording or video; None when the file does not say."""
    try:
        with av.open(str(path), metadata_errors="ignore", options=SAFE) as container:
            if container.duration is not None:
                return round(container.duration / av.time_base, 3)
            stream = next((s for s in container.streams if s.type in ("audio", "video")), None)
            if stream is None or stream.duration is None or stream.time_base is None:
                return None
            return round(float(stream.duration * stream.time_base), 3)
    except (av.error.FFmpegError, OSError, ValueError, IndexError):
        return None


class Form(Struct, frozen=True):
    """`bits`: per second."""

    container: str
    codec: str
    samples: str  # as the resampler hands them on
    bits: int
    codec_options: dict[str, str] = {}
    container_options: dict[str, str] = {}


OGG = Form("ogg", "libopus", "s16", BITS_PER_SECOND, {"application": "voip"})
M4A = Form(
    "ipod", "aac", "fltp", 2 * BITS_PER_SECOND, {}, {"movflags": "+faststart"}
)  # plays while it is still fetched


def make_voice_note(source: Path, target: Path, form: Form = OGG) -> float:
    """Writes the sound of `source` to `target`, mono; its seconds. Raises NotSound."""
    try:
        with (
            av.open(str(source), metadata_errors="ignore", options=SAFE) as incoming,
            av.open(str(target), "w", format=form.container, options=form.container_options) as outgoing,
        ):
            if not incoming.streams.audio:
                raise NotSound("There is no sound in this recording.")
            return _convert(incoming, outgoing, form)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise NotSound(f"This recording cannot be read: {error}") from None


def _convert(incoming: av.container.InputContainer, outgoing: av.container.OutputContainer, form: Form) -> float:
    stream: Any = outgoing.add_stream(form.codec, rate=RATE, layout="mono", options=form.codec_options)
    stream.bit_rate = form.bits
    resampler = AudioResampler(format=form.samples, layout="mono", rate=RATE)
    samples = 0
    for frame in incoming.decode(audio=0):
        frame.pts = None  # browsers' recordings begin anywhere and have holes
        for even in resampler.resample(frame):
            even.pts = samples
            samples += even.samples
            outgoing.mux(stream.encode(even))
        if samples > LONGEST_SECONDS * RATE:
            break
    for even in resampler.resample(None):
        even.pts = samples
        samples += even.samples
        outgoing.mux(stream.encode(even))
    outgoing.mux(stream.encode(None))
    if not samples:
        raise NotSound("The recording is empty.")
    return round(samples / RATE, 3)
