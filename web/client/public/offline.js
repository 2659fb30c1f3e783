/* Speaks the language of the console, and goes back to it as soon as the server can be reached. */

const AGAIN = 3000; // ms

function chosen() {
  try {
    return localStorage.getItem("bma-language");
  } catch {
    return null;
  }
}

async function look() {
  if (document.visibilityState === "hidden") return;
  const answer = await fetch("/api/v1/ping", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

const language = [chosen(), ...navigator.languages].map((tag) => tag?.slice(0, 2)).find((tag) => tag === "en" || tag === "th") ?? "en";
document.documentElement.lang = language;
document.documentElement.dataset.language = language;
document.title = language === "th" ? "ออฟไลน์" : "Offline";
for (const button of document.querySelectorAll("button")) button.addEventListener("click", () => location.reload());
addEventListener("online", look);
document.addEventListener("visibilitychange", look);
setInterval(look, AGAIN);
