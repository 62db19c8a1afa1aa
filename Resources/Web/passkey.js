// Passkeys: hands the server's question to the browser and the browser's answer back.
'use strict';
(() => {
  const form = document.querySelector('form[data-passkey]');
  if (!form) return;
  const { passkey, ceremony, none, failed } = form.dataset;
  const status = form.querySelector('[role=status]');
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  if (!window.PublicKeyCredential) status.textContent = none;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!window.PublicKeyCredential) return;
    status.textContent = '';
    try {
      const publicKey = JSON.parse(passkey);
      publicKey.challenge = bytes(publicKey.challenge);
      if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
      for (const known of [...(publicKey.allowCredentials || []), ...(publicKey.excludeCredentials || [])]) {
        known.id = bytes(known.id);
      }
      const made = await navigator.credentials[ceremony]({ publicKey });
      const { clientDataJSON, attestationObject, authenticatorData, signature } = made.response;
      const answer = {
        credential: made.rawId, clientData: clientDataJSON, attestation: attestationObject, authenticatorData, signature,
      };
      for (const [name, value] of Object.entries(answer)) if (value && form.elements[name]) form.elements[name].value = text(value);
      form.submit();
    } catch {
      status.textContent = failed;
    }
  });
})();
