// form[data-passkey]: asks the browser for a passkey, puts its answer into the field `credential`, and sends the form.
//   "make"     makes a new one      data-options="#id" of the JSON block with what the server asks for
//   "answer"   proves an old one    the same
//   "sign-in"  proves any           data-options-url: where to fetch it, when the button is pressed
// A form that is hidden at first is shown only where the browser knows passkeys.
import { each, word } from "./page.js";

const toBytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
};
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

const make = async ({ publicKey }) => navigator.credentials.create({
  publicKey: {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: listed(publicKey.excludeCredentials),
    // It must be found without typing an e-mail, and must ask for a finger, a face or a PIN: two factors in one.
    authenticatorSelection: { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" },
  },
});

const answer = async ({ publicKey }) => navigator.credentials.get({
  publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: listed(publicKey.allowCredentials) },
});

const told = (made) => {
  const { response } = made;
  const said = { clientDataJSON: toText(response.clientDataJSON) };
  if (response.attestationObject) {
    said.attestationObject = toText(response.attestationObject);
    said.transports = response.getTransports?.() ?? [];
  } else {
    said.authenticatorData = toText(response.authenticatorData);
    said.signature = toText(response.signature);
    said.userHandle = response.userHandle ? toText(response.userHandle) : null;
  }
  return {
    id: made.id, rawId: toText(made.rawId), type: made.type, response: said,
    authenticatorAttachment: made.authenticatorAttachment ?? null, clientExtensionResults: made.getClientExtensionResults(),
  };
};

const wanted = async (form) => {
  if (form.dataset.options) return JSON.parse(document.querySelector(form.dataset.options).textContent);
  const found = await fetch(form.dataset.optionsUrl, { headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" } });
  if (!found.ok) throw new Error(`status ${found.status}`);
  return (await found.json()).request_options;
};

const show = (form, text) => {
  const place = form.querySelector("[data-passkey-error]");
  place.textContent = text;
  place.hidden = !text;
};

each("form[data-passkey]", (form) => {
  if (!window.PublicKeyCredential) return;
  form.hidden = false;
  const field = form.elements.credential;
  form.addEventListener("submit", async (event) => {
    if (field.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show(form, "");
    try {
      const options = await wanted(form);
      const made = form.dataset.passkey === "make" ? await make(options) : await answer(options);
      field.value = JSON.stringify(told(made));
    } catch (error) {
      const known = { InvalidStateError: "passkey_known", SecurityError: "passkey_place" }[error.name];
      show(form, word(known ?? (error.name === "NotAllowedError" ? "passkey_stopped" : "failed")));
      return;
    }
    form.submit();
  });
});
// Coming back by the back button must ask anew.
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-passkey]")) form.elements.credential.value = ""; });
