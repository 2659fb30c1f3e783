import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

export interface EmojiGroup {
  name: MessageDescriptor;
  icon: string;
  emoji: readonly string[];
}

/** The emoji one uses with customers; whatever else the keyboard gives is sent just as well. */
export const EMOJI_GROUPS: readonly EmojiGroup[] = [
  {
    name: msg`Faces`,
    icon: "🙂",
    emoji: split("😀 😄 😁 😅 😂 🤣 😊 🙂 😉 😍 🥰 😘 😋 😎 🤩 🥳 🤗 🤔 🫡 😌 😴 😮 😯 😳 🥹 😢 😭 😤 😡 🤯 😬 🙄 😷 🤒 🫠 🤝"),
  },
  {
    name: msg`Hands and people`,
    icon: "👋",
    emoji: split("👋 🙏 👍 👎 👌 ✌️ 🤞 🤟 👏 🙌 🫶 👐 💪 👉 👈 👆 👇 ✋ 🤙 ✍️ 🙋 🙋‍♀️ 🙇 🙇‍♀️ 🤷 🤷‍♀️ 👰 🤵 👩‍🍳 🧑‍🎤 👨‍👩‍👧 💃 🕺 👯 👀 🧠"),
  },
  {
    name: msg`Feasts and music`,
    icon: "🎉",
    emoji: split("🎉 🎊 🎈 🎂 🍰 🥂 🍾 🍷 🍹 🍽️ 🎁 🎀 💐 🌸 🌹 🌿 🎵 🎶 🎤 🎧 🎷 🎺 🎸 🎹 🥁 🎻 🎬 🎭 📸 🎥 ✨ 🌟 ⭐ 🔥 💍 💒"),
  },
  {
    name: msg`Places and weather`,
    icon: "🌴",
    emoji: split("🏨 🏠 🏢 🏖️ 🏝️ 🛶 ⛵ 🚤 ✈️ 🚗 🚕 🚐 🚚 🚆 🛵 📍 🗺️ 🌊 🌴 🌳 ☀️ 🌤️ ⛅ 🌧️ ⛈️ 🌈 🌙 ❄️ 🇹🇭 🇬🇧 🇯🇵 🇨🇳 🇩🇪 🇫🇷 🇺🇸 🌏"),
  },
  {
    name: msg`Work and signs`,
    icon: "✅",
    emoji: split("✅ ☑️ ✔️ ❌ ❗ ❓ ⚠️ ℹ️ 🔔 📅 🗓️ ⏰ ⏳ 📞 📱 💬 ✉️ 📧 📎 📄 📝 📊 💳 💵 💰 🧾 🔒 🔑 🔗 🛠️ 📦 🚫 ➕ ➡️ 🔁 🆗"),
  },
  { name: msg`Hearts`, icon: "❤️", emoji: split("❤️ 🧡 💛 💚 💙 💜 🤎 🖤 🤍 💖 💗 💓 💕 💞 💘 💝 💔 ❣️") },
];

function split(emoji: string): string[] {
  return emoji.split(" ");
}
