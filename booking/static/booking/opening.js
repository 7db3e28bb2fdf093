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
  const part = (number, name) => {
    const one = document.createElement("span");
    const value = document.createElement("b");
    value.textContent = number;
    one.append(value, `\u00a0${name}`);
    return one;
  };

  const tick = () => {
    const left = opens - (Date.now() + ahead);
    if (left <= -patience) {
      window.location.assign(box.dataset.url);
      return;
    }
    const seconds = Math.max(0, Math.ceil(left / 1000));
    const days = Math.floor(seconds / 86400);
    const parts = [
      ...(days ? [part(days, days > 1 ? "jours" : "jour")] : []),
      part(two(Math.floor((seconds % 86400) / 3600)), "h"),
      part(two(Math.floor((seconds % 3600) / 60)), "min"),
      part(two(seconds % 60), "s"),
    ];
    box.replaceChildren(...(seconds ? parts : ["Ouverture…"]));
    window.setTimeout(tick, left > 0 ? Math.min(1000, left) : 250);
  };
  tick();
})();
