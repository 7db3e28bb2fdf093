// Counts down to the opening of bookings, then opens the calendar. Without it the page says when.
(() => {
  "use strict";
  const box = document.getElementById("countdown");
  if (!box) return;
  const opens = Date.parse(box.dataset.opens);
  // The commune's clock decides, not this device's.
  const ahead = Date.parse(box.dataset.now) - Date.now();
  // Families do not all ask in the same second.
  const patience = Math.random() * 3000;
  const two = (number) => String(number).padStart(2, "0");
  for (const hint of document.querySelectorAll("[data-js-only]")) hint.hidden = false;

  const tick = () => {
    const left = opens - (Date.now() + ahead);
    if (left <= -patience) {
      window.location.assign(box.dataset.url);
      return;
    }
    const seconds = Math.max(0, Math.ceil(left / 1000));
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor((seconds % 86400) / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    const day = days ? `${days}\u00a0jour${days > 1 ? "s" : ""} ` : "";
    box.textContent = seconds
      ? `Encore ${day}${two(hours)}:${two(minutes)}:${two(seconds % 60)}`
      : "Ouverture…";
    window.setTimeout(tick, left > 0 ? Math.min(1000, left) : 250);
  };
  tick();
})();
