import { Trans, useLingui } from "@lingui/react/macro";
import { SendHorizontal, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { playTime } from "../../ui/time";
import styles from "./VoiceRecorder.module.css";

const LONGEST = 15 * 60; // s; well below the 16 MB WhatsApp takes
const TYPES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];

interface VoiceRecorderProps {
  onDone: (file: File) => void;
  onCancel: () => void;
}

/** Records at once; the send button ends and hands over, the bin forgets. */
export default function VoiceRecorder({ onDone, onCancel }: VoiceRecorderProps) {
  const { t } = useLingui();
  const { seconds, refused, finish } = useRecording();
  useEffect(() => {
    if (seconds >= LONGEST) finish(onDone);
  }, [seconds, finish, onDone]);
  return (
    <div className={styles.recorder} role="group" aria-label={t`Voice recording`}>
      <button type="button" className={styles.drop} onClick={onCancel} aria-label={t`Throw away`} title={t`Throw away`}>
        <Trash2 size={18} />
      </button>
      {refused ? (
        <span role="alert">
          <Trans>The browser may not use the microphone. Allow it beside the address, then try again.</Trans>
        </span>
      ) : (
        <>
          <i className={styles.light} aria-hidden />
          <span className={styles.time}>{playTime(seconds)}</span>
          <span className={styles.hint}>
            <Trans>Recording…</Trans>
          </span>
          <button type="button" className={styles.send} onClick={() => finish(onDone)} aria-label={t`Send the recording`}>
            <SendHorizontal size={17} />
          </button>
        </>
      )}
    </div>
  );
}

interface Recording {
  seconds: number;
  refused: boolean;
  finish: (onDone: (file: File) => void) => void;
}

function useRecording(): Recording {
  const recorder = useRef<MediaRecorder | null>(null);
  const [seconds, setSeconds] = useState(0);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let gone = false;
    const begin = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      if (gone) return stop(stream);
      recorder.current = new MediaRecorder(stream, { mimeType: TYPES.find((type) => MediaRecorder.isTypeSupported(type)) });
      recorder.current.start();
    };
    begin().catch(() => setRefused(true));
    const timer = setInterval(() => recorder.current && setSeconds((held) => held + 1), 1000);
    return () => {
      gone = true;
      clearInterval(timer);
      stop(stream);
    };
  }, []);
  const [finish] = useState(() => (onDone: (file: File) => void) => {
    const running = recorder.current;
    if (!running || running.state === "inactive") return;
    running.addEventListener("dataavailable", ({ data }) => onDone(asFile(data, running.mimeType)), { once: true });
    running.stop();
  });
  return { seconds, refused, finish };
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function asFile(data: Blob, type: string): File {
  const ending = type.includes("ogg") ? "ogg" : type.includes("mp4") ? "m4a" : "webm";
  return new File([data], `voice-note.${ending}`, { type });
}
