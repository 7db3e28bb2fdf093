// « Montant à payer » and « 2 paiements : … » follow the boxes; the server computes again anyway.
(() => {
  "use strict";
  const form = document.getElementById("due");
  if (!form) return;
  const euros = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });
  const money = (cents) => euros.format(cents / 100);
  const total = form.querySelector("[data-total]");
  const sentence = form.querySelector("[data-plan]");
  const deduction = form.querySelector("[data-deduction]");
  if (!total) return;

  const refresh = () => {
    let sum = 0;
    let covered = 0;
    const payments = [];
    for (const lot of form.querySelectorAll("[data-lot]")) {
      const ticked = [...lot.querySelectorAll("input[name=invoice]:checked")]
        .map((box) => parseInt(box.dataset.cents, 10));
      const whole = ticked.reduce((one, other) => one + other, 0);
      let credit = parseInt(lot.dataset.credit, 10);
      sum += whole;
      for (const cents of lot.hasAttribute("data-splits") ? ticked : [whole]) {
        const used = Math.min(credit, cents);
        credit -= used;
        covered += used;
        if (cents > used) payments.push(`${lot.dataset.lot} ${money(cents - used)}`);
      }
    }
    total.textContent = money(sum - covered);
    const count = payments.length;
    const whole = sum ? "Votre avoir couvre tout\u00a0: rien à payer à la banque." : "";
    deduction.textContent = covered && count
      ? `${money(sum)} moins votre avoir de ${money(covered)}`
      : "";
    sentence.textContent = count
      ? `${count}\u00a0paiement${count > 1 ? "s" : ""}\u00a0: ${payments.join(", puis ")}`
      : whole;
  };

  // app.js comes first on the page: its « tout » has set the other boxes by then.
  document.addEventListener("change", refresh);
  window.addEventListener("pageshow", refresh);
})();
