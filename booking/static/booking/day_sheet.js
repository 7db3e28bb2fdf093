// The day sheet: each tap is saved at once; a second tap on the same answer erases it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-sheet]");
  if (!form || !window.htmx) return;
  const save = (radio, value) => {
    const values = { jour: form.elements.jour.value, [radio.name]: value,
                     csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value };
    const row = radio.closest("tr");
    row.classList.add("saving");
    window.htmx.ajax("POST", form.action, { values, target: "#totals", swap: "outerHTML" })
      .finally(() => row.classList.remove("saving"));
  };
  let was = null;
  form.addEventListener("pointerdown", (event) => {
    const label = event.target.closest(".marks label");
    was = label && label.querySelector("input:checked");
  });
  form.addEventListener("click", (event) => {
    const radio = event.target;
    if (radio.type !== "radio" || radio !== was) return;
    was = null;
    radio.checked = false;
    save(radio, "");
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") save(event.target, event.target.value);
  });
  // Leaving with the whole form is for browsers without JavaScript.
  form.addEventListener("submit", (event) => {
    if (!event.submitter || event.submitter.value !== "all_present") event.preventDefault();
  });
})();
