// Remembers on this device what one wants to see. Without this script the ticks travel in the address instead.
const form = document.querySelector("[data-programme]");

if (form) {
  const key = `programme:${form.dataset.programme}`;
  const ticks = [...form.querySelectorAll('input[name="s"]')];
  const count = form.querySelector("[data-count]");
  const forget = form.querySelector("[data-forget]");

  const remembered = () => {
    try {
      return new Set(JSON.parse(localStorage.getItem(key) ?? "[]"));
    } catch {
      return new Set(); // storage may be shut
    }
  };
  const remember = (chosen) => {
    try {
      if (chosen.size) localStorage.setItem(key, JSON.stringify([...chosen]));
      else localStorage.removeItem(key);
    } catch {
      // then the address is all there is
    }
  };
  const tell = () => {
    const number = ticks.filter((tick) => tick.checked).length;
    count.textContent = String(number);
    count.hidden = forget.hidden = number === 0;
  };

  const before = remembered();
  for (const tick of ticks) {
    if (before.has(tick.value)) tick.checked = true;
    tick.addEventListener("change", () => {
      const chosen = remembered();
      if (tick.checked) chosen.add(tick.value);
      else chosen.delete(tick.value);
      remember(chosen);
      tell();
    });
  }
  forget.addEventListener("click", () => {
    remember(new Set());
    for (const tick of ticks) tick.checked = false;
    tell();
  });
  tell();
}
