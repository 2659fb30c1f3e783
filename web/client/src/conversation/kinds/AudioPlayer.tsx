import { useLingui } from "@lingui/react/macro";
import { Pause, Play } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";

import type { Attachment } from "../../protocol";
import { playTime } from "../../ui/time";
import styles from "./AudioPlayer.module.css";
import { NotThere } from "./Picture";
import { useWaveform } from "./useWaveform";

const SPEEDS = [1, 1.5, 2];

/** A voice note or a piece of music: play, seek by pointer or arrows, faster when it is long. */
export function AudioPlayer({ file }: { file: Attachment }) {
  const { t } = useLingui();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(file.duration ?? 0);
  const [speed, setSpeed] = useState(1);
  const heights = useWaveform(file);
  if (file.state !== "ready") return <NotThere file={file} style={{ width: 260, height: 44 }} />;

  const toggle = () => (audio.current?.paused ? void audio.current.play().catch(() => setPlaying(false)) : audio.current?.pause());
  const seek = (seconds: number) => {
    if (audio.current) audio.current.currentTime = seconds;
    setAt(seconds);
  };
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    if (audio.current) audio.current.playbackRate = next;
    setSpeed(next);
  };
  const learnLength = (seconds: number) => Number.isFinite(seconds) && seconds > 0 && setLength(seconds);
  const known = length || 1;

  return (
    <span className={styles.player}>
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- a voice note brings no captions */}
      <audio
        ref={audio}
        src={file.url}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => seek(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={(event) => learnLength(event.currentTarget.duration)}
      />
      <button type="button" className={styles.play} onClick={toggle} aria-label={playing ? t`Pause` : t`Play`}>
        {playing ? <Pause size={15} fill="currentColor" /> : <Play size={15} fill="currentColor" />}
      </button>
      <Wave heights={heights} played={at / known}>
        <input
          type="range"
          min={0}
          max={known}
          step={0.1}
          value={Math.min(at, known)}
          aria-label={t`Position`}
          aria-valuetext={playTime(at)}
          onChange={(event) => seek(event.currentTarget.valueAsNumber)}
        />
      </Wave>
      <span className={styles.time}>{playTime(playing || at > 0 ? at : length)}</span>
      <button type="button" className={styles.speed} onClick={faster} aria-label={t`Speed`}>
        {`${speed}×`}
      </button>
    </span>
  );
}

function Wave({ heights, played, children }: { heights: readonly number[]; played: number; children: ReactNode }) {
  return (
    <span className={styles.wave}>
      {heights.map((height, index) => (
        <i key={index} style={{ height }} data-played={index / heights.length < played || undefined} />
      ))}
      {children}
    </span>
  );
}
