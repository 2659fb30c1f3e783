import { useEffect, useState } from "react";

import { download } from "../../http/download";
import type { Attachment } from "../../protocol";
import { heightsOf, UNHEARD } from "./waveform";

const LARGEST = 2_000_000; // bytes: about ten minutes of speech; music is not fetched for a picture of it
const RATE = 8_000; // samples a second are enough to tell loud from soft

const drawn = new Map<string, Promise<readonly number[]>>();

/** The shape of a recording, read from its sound once; a calm line until then, or when this browser cannot decode it. */
export function useWaveform(file: Attachment): readonly number[] {
  const { id, url } = file;
  const wanted = file.state === "ready" && (file.size ?? 0) <= LARGEST;
  const [heights, setHeights] = useState(UNHEARD);
  useEffect(() => {
    let gone = false;
    if (wanted) void shapeOf(id, url).then((found) => !gone && setHeights(found));
    return () => {
      gone = true;
    };
  }, [id, url, wanted]);
  return heights;
}

function shapeOf(id: string, url: string): Promise<readonly number[]> {
  let shape = drawn.get(id);
  if (!shape) drawn.set(id, (shape = heard(url).then(heightsOf, () => UNHEARD)));
  return shape;
}

async function heard(url: string): Promise<Float32Array> {
  const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await download(url));
  return sound.getChannelData(0);
}
