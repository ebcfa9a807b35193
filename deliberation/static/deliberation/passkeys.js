// Joins the buttons for passkeys to allauth's webauthn.js, shows them only where the browser
// can use one, and says in place when that failed.
document.addEventListener("DOMContentLoaded", () => {
  const forms = window.allauth.webauthn.forms;
  const ids = { credential: "mfa_credential", passwordless: "mfa_passwordless", data: "js_data" };
  const can = Boolean(window.PublicKeyCredential);
  for (const [name, button, join] of [
    ["login", "passkey_login", forms.loginForm],
    ["add", "mfa_webauthn_add", forms.addForm],
    ["authenticate", "mfa_webauthn_reauthenticate", forms.authenticateForm],
  ]) {
    const found = document.getElementById(button);
    if (!found || !can) continue;
    join({ ids: { ...ids, [name]: button } });
    found.hidden = false;
  }
  const absent = document.getElementById("passkey_absent");
  if (absent) absent.hidden = can;
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.getElementById("passkey_problem");
  if (problem) problem.hidden = false;
});
