// Shows the password that somebody chooses, and hides it again (accounts/passwords.py). Without this script the server
// does. When the form is sent it is hidden first: browsers remember what stood in plain fields.
for (const button of document.querySelectorAll(".password-shows")) {
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
  };
  button.type = "button";
  button.addEventListener("click", () => show(field.type === "password"));
  field.form.addEventListener("submit", () => show(false));
}
