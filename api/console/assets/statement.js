// Has the passkey sign what a page shows, and sends the form with the answer. Without this file nothing can be signed,
// and the page says so.

const octets = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

async function answerOf({ challenge, rpId }) {
  const { id, response } = await navigator.credentials.get({
    publicKey: { challenge: octets(challenge), rpId, userVerification: 'required' },
  });
  const { authenticatorData, clientDataJSON, signature } = response;
  return JSON.stringify({
    id,
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
    },
  });
}

for (const form of document.querySelectorAll('form[data-challenge]')) {
  form.addEventListener('submit', async (event) => {
    // In development the server signs with a passkey in software.
    if (event.submitter?.name === 'software') return;
    event.preventDefault();
    const button = document.querySelector(`button[form="${form.id}"]`);
    const cancelled = document.getElementById('passkey-cancelled');
    button.disabled = true;
    cancelled.hidden = true;
    try {
      form.elements.namedItem('answer').value = await answerOf(form.dataset);
      form.submit();
    } catch {
      // Cancelled, timed out, or no passkey here: nothing is recorded, and the page says that.
      button.disabled = false;
      cancelled.hidden = false;
      cancelled.focus();
    }
  });
}
