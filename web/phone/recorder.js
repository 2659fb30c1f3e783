// A voice note from the microphone. Without one (no permission, no device) a short chime is made instead, so that the demo goes on.

export async function record() {
  try {
    const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    const mime = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"].find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(microphone, mime ? { mimeType: mime } : {});
    const pieces = [];
    recorder.ondataavailable = (event) => pieces.push(event.data);
    const file = new Promise((resolve) => {
      recorder.onstop = () => {
        for (const track of microphone.getTracks()) track.stop();
        const type = recorder.mimeType.split(";")[0];
        resolve(new File(pieces, `voice.${type.split("/")[1]}`, { type: recorder.mimeType }));
      };
    });
    recorder.start();
    return { stop: () => recorder.stop(), file };
  } catch {
    return { stop: () => {}, file: Promise.resolve(chime()) };
  }
}

function chime() {
  const rate = 16000, samples = rate * 1.4;
  const view = new DataView(new ArrayBuffer(44 + samples * 2));
  const ascii = (at, text) => [...text].forEach((letter, place) => view.setUint8(at + place, letter.charCodeAt(0)));
  ascii(0, "RIFF"); view.setUint32(4, 36 + samples * 2, true); ascii(8, "WAVEfmt "); view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); view.setUint16(22, 1, true); view.setUint32(24, rate, true); view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true); ascii(36, "data"); view.setUint32(40, samples * 2, true);
  for (let place = 0; place < samples; place += 1) {
    const second = place / rate, tone = second < 0.5 ? 523 : 659;
    view.setInt16(44 + place * 2, Math.sin(2 * Math.PI * tone * second) * Math.exp(-2.2 * (second % 0.5)) * 12000, true);
  }
  return new File([view], "voice.wav", { type: "audio/wav" });
}
