/* Speaks the language of the console, and goes back to it as soon as there is a network. */

function chosen() {
  try {
    return localStorage.getItem("bma-language");
  } catch {
    return null;
  }
}

const language = [chosen(), ...navigator.languages].map((tag) => tag?.slice(0, 2)).find((tag) => tag === "en" || tag === "th") ?? "en";
document.documentElement.lang = language;
document.documentElement.dataset.language = language;
document.title = language === "th" ? "ออฟไลน์" : "Offline";
for (const button of document.querySelectorAll("button")) button.addEventListener("click", () => location.reload());
addEventListener("online", () => location.reload());
